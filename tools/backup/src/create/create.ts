import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KeyRing } from '@munova/auth'
import { appliedMigrations } from '@munova/database'
import { acquireLock, moveWhole, writeWhole } from '@munova/tool-services'
import { withDatabase } from '../database.ts'
import { BackupFailure } from '../failure.ts'
import { required, type Settings } from '../settings.ts'
import { copyFile } from '../store/files.ts'
import { type File, KEYS, MANIFEST, Manifest } from '../store/manifest.ts'
import { writeMetrics } from '../store/metrics.ts'
import { findBackup, nameOf, prune, pruneArchive, removeLeftovers, type Backup } from '../store/store.ts'
import { copyCluster } from './copy-cluster.ts'

export interface Running {
  signal: AbortSignal
  print: (line: string) => void
}

/** Makes a backup, and deletes those that are too many. It is in the folder whole or not at all. */
export async function create(settings: Settings, { signal, print }: Running): Promise<Backup> {
  const store = settings.BACKUP_FOLDER
  const url = required(settings, 'BACKUP_DATABASE_URL')
  const keysFile = required(settings, 'JWT_KEYS_FILE')
  await mkdir(store, { recursive: true, mode: 0o700 })
  const release = await acquireLock(join(store, 'lock'))
  try {
    await removeLeftovers(store)
    const startedAt = new Date()
    const name = nameOf(startedAt)
    const draft = join(store, `${name}.draft`)
    await mkdir(draft, { mode: 0o700 })
    try {
      // Before the data: a key of later than that signs nothing that the data knows.
      const { keys, file } = await copyKeys(keysFile, draft, signal)
      const schemas = await schemasOf(url, settings)
      const copied = await copyCluster({ url, dataFolder: settings.BACKUP_DATA_FOLDER }, draft, signal)
      const manifest: Manifest = {
        format: 1,
        startedAt: startedAt.toISOString(),
        finishedAt: new Date().toISOString(),
        postgres: copied.postgres,
        schemas,
        keys,
        folders: [dirname(KEYS), ...copied.folders],
        files: [file, ...copied.files],
      }
      await writeWhole(join(draft, MANIFEST), JSON.stringify(Manifest.parse(manifest), null, 1))
      await moveWhole(draft, join(store, name))
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
    const kept = await prune(store, settings.BACKUP_KEEP)
    if (settings.BACKUP_ARCHIVE !== undefined) await pruneArchive(settings.BACKUP_ARCHIVE, kept)
    const backup = await findBackup(store, name)
    await writeMetrics(settings.BACKUP_METRICS_FOLDER ?? join(store, '../metrics'), backup)
    print(`✓ ${name}, ${Math.ceil(backup.bytes / 2 ** 20)} MiB; ${kept.length} are kept`)
    return backup
  } finally {
    await release()
  }
}

async function copyKeys(
  from: string,
  draft: string,
  signal: AbortSignal,
): Promise<{ keys: string[]; file: File }> {
  const ring = await KeyRing.find(from)
  if (!ring) throw new BackupFailure(`JWT_KEYS_FILE: ${from} does not exist`)
  const to = join(draft, KEYS)
  await mkdir(dirname(to), { mode: 0o700 })
  const file = { path: KEYS, ...(await copyFile(from, to, signal)) }
  return { keys: ring.list().map(({ kid }) => kid), file }
}

async function schemasOf(url: string, settings: Settings): Promise<Record<string, string>> {
  const schemas: Record<string, string> = {}
  for (const database of [settings.COMMERCE_DATABASE, settings.CHAT_DATABASE]) {
    const applied = await withDatabase(
      { url, database, deadlineMs: settings.BACKUP_DEADLINE_MS },
      appliedMigrations,
    )
    const newest = applied.at(-1)
    if (!newest) throw new BackupFailure(`the database ${database} has no schema: is it the right one?`)
    schemas[database] = newest.name
  }
  return schemas
}
