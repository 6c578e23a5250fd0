import { join } from 'node:path'
import { BackupFailure } from '../failure.ts'
import { contentOf, forFiles } from './files.ts'
import { readManifest, type Manifest } from './manifest.ts'

/** Compares every file of a backup with its checksum. Throws BackupFailure, with the first that differs. */
export async function verify(folder: string, signal: AbortSignal): Promise<Manifest> {
  const manifest = await readManifest(folder)
  await forFiles(manifest.files, async ({ path, bytes, sha256 }) => {
    const file = join(folder, path)
    const content = await contentOf(file, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new BackupFailure(`${file} cannot be read`, { cause: error })
    })
    if (content.bytes !== bytes || content.sha256 !== sha256)
      throw new BackupFailure(`${file} is damaged: it is not what was backed up`)
  })
  return manifest
}
