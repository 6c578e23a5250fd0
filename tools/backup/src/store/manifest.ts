import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BackupFailure } from '../failure.ts'

/** Relative, and never out of its folder. */
const RelativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split(/[/\\]/).includes('..'))

const File = z.object({
  path: RelativePath,
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type File = z.infer<typeof File>

/** What a backup consists of, and what it is a backup of. */
export const Manifest = z.object({
  format: z.literal(1),
  startedAt: z.iso.datetime(),
  /** Every moment from here on can be restored, as far as the archive goes. */
  finishedAt: z.iso.datetime(),
  postgres: z.object({
    version: z.string(),
    /** Of the cluster: segments of another one do not fit. */
    system: z.string(),
    /** The first and the last file of the log without which the copy cannot be used. */
    firstSegment: z.string(),
    lastSegment: z.string(),
  }),
  /** The newest migration of each database: which releases can run on it. */
  schemas: z.record(z.string(), z.string()),
  /** Ids of the signing keys, the one that signs first. */
  keys: z.array(z.string()).min(1),
  /** Those without files, too. */
  folders: z.array(RelativePath),
  files: z.array(File).min(1),
})
export type Manifest = z.infer<typeof Manifest>

export const MANIFEST = 'manifest.json'
/** Where a backup has the data of PostgreSQL, and the signing keys. */
export const DATA = 'data'
export const KEYS = 'keys/signing.json'

/** Reads the manifest of the backup in `folder`. Throws BackupFailure. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined)
  if (text === undefined) throw new BackupFailure(`${folder} is no backup: it has no ${MANIFEST}`)
  try {
    return Manifest.parse(JSON.parse(text))
  } catch {
    throw new BackupFailure(`${join(folder, MANIFEST)} is damaged`)
  }
}
