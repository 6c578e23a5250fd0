import { chown, stat } from 'node:fs/promises'

/** Gives a file or folder that root has made to the owner of `other`; PostgreSQL and the apps do not run as root. */
export async function ownLike(path: string, other: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(other)
  await chown(path, uid, gid)
}
