import { appliedMigrations, connect } from '@munova/database'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import type { AppFleet } from '../fleet.ts'
import type { NodeDriver } from '../nodes/driver.ts'
import { requireIdentity } from '../manifest.ts'
import { misfitOf, type SchemaMigration } from './schema.ts'

const STATEMENT_TIMEOUT_MS = 5_000

/**
 * Throws ReleaseFailure, before anything is started, when a version is not what it should be or does not fit the schema that the
 * version which serves runs on.
 */
export async function requireFit(
  { app, from, to, commit }: { app: string; from: string | null; to: string; commit: string | undefined },
  { driver, fleet, print }: { driver: NodeDriver; fleet: AppFleet; print: (line: string) => void },
): Promise<void> {
  const manifest = await driver.manifest(to)
  requireIdentity(manifest, { app, version: to, commit })
  const { schema } = manifest
  const before = from === null || from === to ? undefined : await manifestOrWarning(from, { driver, print })
  if (!schema && !before?.schema) return
  const { DATABASE_URL, MIGRATE_AT_START } = fleet.environment
  const misfit = misfitOf({
    from: before && { name: from!, manifest: before },
    to: { name: to, manifest },
    applied: DATABASE_URL === undefined ? undefined : await readApplied(DATABASE_URL),
    migrates: MIGRATE_AT_START !== 'false',
  })
  if (misfit !== undefined) throw new ReleaseFailure(misfit)
}

async function manifestOrWarning(
  version: string,
  { driver, print }: { driver: NodeDriver; print: (line: string) => void },
) {
  try {
    return await driver.manifest(version)
  } catch (error) {
    print(`! whether ${version}, which serves, tolerates the schema is not known: ${messageOf(error)}`)
    return undefined
  }
}

async function readApplied(url: string): Promise<SchemaMigration[]> {
  const sql = connect(url, { max: 1, name: 'release', statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  try {
    return await appliedMigrations(sql)
  } catch (cause) {
    // Its message may have the address, which has a password.
    throw new ReleaseFailure('the schema of the database in DATABASE_URL of the fleet cannot be read', {
      cause,
    })
  } finally {
    await sql.end({ timeout: 1 })
  }
}
