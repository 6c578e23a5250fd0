import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ignoreMissing } from '../missing.ts'

const FILE = 'restores.jsonl'

/** Adds a restore to the list in the folder of the backups, and returns how many there were before. */
export async function addRestore(store: string, backup: string): Promise<number> {
  const text = await readFile(join(store, FILE), 'utf8').catch(ignoreMissing)
  const handle = await open(join(store, FILE), 'a', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify({ backup, at: new Date().toISOString() })}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return (text ?? '').split('\n').filter((line) => line !== '').length
}
