import { type ToleratedFrom, tolerates } from '@munova/database'
import type { Manifest } from '@munova/service'

export interface SchemaMigration {
  version: number
  name: string
  toleratedFrom: ToleratedFrom
}

interface Versions {
  from: { name: string; manifest: Manifest } | undefined
  to: { name: string; manifest: Manifest }
  /** Undefined where the database cannot be asked: then the version that serves says what it has. */
  applied: readonly SchemaMigration[] | undefined
  /** Whether the new nodes migrate when they start. */
  migrates: boolean
}

/**
 * Why `to` cannot run beside `from` on their database, if so: it is too old for what is applied, `from` is too old for what `to`
 * will apply, or `to` needs what nobody applies.
 */
export function misfitOf({ from, to, applied, migrates }: Versions): string | undefined {
  const next = migrationsOf(to.manifest)
  const there = applied ?? (from ? migrationsOf(from.manifest) : [])
  const known = numbers(next)
  const tooNew = there.find(
    ({ version, toleratedFrom }) => !known.has(version) && !tolerates(known, toleratedFrom),
  )
  if (tooNew)
    return (
      `${to.name} does not run on this database: it does not know migration ${tooNew.name}, which ` +
      (tooNew.toleratedFrom === null
        ? 'no older version tolerates'
        : `only versions with migration ${tooNew.toleratedFrom} tolerate`)
    )
  const present = numbers(there)
  const missing = next.filter(({ version }) => !present.has(version))
  if (missing[0] && applied && !migrates)
    return (
      `${to.name} needs migration ${missing[0].name}, which the database does not have: ` +
      'run "node src/main.mjs migrate" of this version first'
    )
  if (!from) return undefined
  const old = numbers(migrationsOf(from.manifest))
  const contract = missing.find(({ toleratedFrom }) => !tolerates(old, toleratedFrom))
  if (!contract) return undefined
  return (
    `${from.name} would not run on after migration ${contract.name} of ${to.name}, which is marked as contract: ` +
    'release a version first that no longer uses what it takes away'
  )
}

function migrationsOf({ schema }: Manifest): SchemaMigration[] {
  return (schema?.migrations ?? []).map(({ name, toleratedFrom }) => ({
    version: Number.parseInt(name, 10),
    name,
    toleratedFrom,
  }))
}

const numbers = (migrations: readonly SchemaMigration[]) => new Set(migrations.map(({ version }) => version))
