import { createHash } from 'node:crypto'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './failure.ts'

/** By the number of the user, who need not have a name. */
const LINKS = `/tmp/munova-folders-${process.getuid?.() ?? ''}`

/**
 * A path of the folder that consists of ASCII letters, digits and `._-/`: its own, or that of a symbolic link to it, the same
 * one each time. Programs of Erlang crash on others, such as the Hangul or the space in the name of a user's folder.
 */
export async function plainPath(folder: string): Promise<string> {
  if (/^[\w./-]+$/.test(folder) || process.platform === 'win32') return folder
  await mkdir(LINKS, { recursive: true, mode: 0o755 })
  const link = join(LINKS, createHash('sha256').update(folder).digest('hex').slice(0, 16))
  try {
    await symlink(folder, link)
  } catch (error) {
    // Its name is made of the folder's.
    if (codeOf(error) !== 'EEXIST') throw error
  }
  return link
}
