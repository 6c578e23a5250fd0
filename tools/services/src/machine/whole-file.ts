import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file so that it is there whole or not at all, also after a loss of power. */
export async function writeWhole(file: string, text: string, mode = 0o600): Promise<void> {
  const draft = `${file}.draft`
  const handle = await open(draft, 'w', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await moveWhole(draft, file)
}

/** Renames a file or folder, which has taken place on the disk when this resolves. */
export async function moveWhole(from: string, to: string): Promise<void> {
  await rename(from, to)
  // Windows has no such handles.
  const folder = await open(dirname(to), 'r').catch(() => undefined)
  try {
    await folder?.sync()
  } finally {
    await folder?.close()
  }
}
