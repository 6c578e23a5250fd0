import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '@munova/tool-services'
import { ignoreMissing } from '../missing.ts'
import { ownLike } from './owner.ts'

const RULES = 'pg_hba.conf'
const KEPT = 'pg_hba.conf.restored'

/**
 * Lets only the administrator connect. Apps that came in before `finish` would give out positions and ids a second time. Where the
 * rules are not in the data folder, as in Debian's packages, apps must not run until then.
 */
export async function closeDoor(data: string, adminUrl: string): Promise<void> {
  try {
    await rename(join(data, RULES), join(data, KEPT))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  const user = decodeURIComponent(new URL(adminUrl).username).replaceAll('"', '""')
  const rules = [`local all "${user}" peer`, `host all "${user}" all scram-sha-256`]
  await writeFile(join(data, RULES), `${rules.join('\n')}\n`, { mode: 0o600 })
  await ownLike(join(data, RULES), data)
}

/** Puts the rules of the backup back, which PostgreSQL then has to read. */
export async function openDoor(data: string): Promise<void> {
  const kept = await readFile(join(data, KEPT)).catch(ignoreMissing)
  if (kept === undefined) return
  await rm(join(data, RULES), { force: true })
  await rename(join(data, KEPT), join(data, RULES))
}
