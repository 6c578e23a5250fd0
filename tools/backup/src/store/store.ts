import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { moveWhole } from '@munova/tool-services'
import { BackupFailure } from '../failure.ts'
import { ignoreMissing } from '../missing.ts'
import { readManifest } from './manifest.ts'

export interface Backup {
  name: string
  folder: string
  finishedAt: Date
  firstSegment: string
  bytes: number
}

/** The start of a backup in UTC, whose order is that of time. */
const NAME = /^\d{8}T\d{6}Z$/
/** What a call that was killed has left. */
const LEFTOVER = /\.(draft|deleted)$/

/** The name of a backup that starts now. */
export function nameOf(startedAt: Date): string {
  return startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

/** The backups in the folder, the oldest first. Those that are damaged are among them as long as their manifest can be read. */
export async function listBackups(store: string): Promise<Backup[]> {
  const names = ((await readdir(store).catch(ignoreMissing)) ?? [])
    .filter((name) => NAME.test(name))
    .toSorted()
  const found = await Promise.all(names.map((name) => findBackup(store, name).catch(() => undefined)))
  return found.filter((backup) => backup !== undefined)
}

/** Throws BackupFailure. */
export async function findBackup(store: string, name: string): Promise<Backup> {
  if (!NAME.test(name)) throw new BackupFailure(`${name} is not the name of a backup`)
  const folder = join(store, name)
  const { finishedAt, postgres, files } = await readManifest(folder)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return { name, folder, finishedAt: new Date(finishedAt), firstSegment: postgres.firstSegment, bytes }
}

/** Removes what calls that were killed have left. */
export async function removeLeftovers(store: string): Promise<void> {
  for (const name of await readdir(store))
    if (LEFTOVER.test(name)) await rm(join(store, name), { recursive: true, force: true })
}

/** Deletes all backups but the newest `keep`. Returns those that are left, the oldest first. */
export async function prune(store: string, keep: number): Promise<Backup[]> {
  const all = await listBackups(store)
  for (const { folder } of all.slice(0, -keep)) {
    await moveWhole(folder, `${folder}.deleted`)
    await rm(`${folder}.deleted`, { recursive: true, force: true })
  }
  return all.slice(-keep)
}

const SEGMENT = /^([0-9A-F]{8})([0-9A-F]{16})(\.[0-9A-F]{8}\.backup)?$/

/**
 * Deletes the segments of the archive that no backup needs: those before the first one of any, on whatever timeline. After a restore a newer
 * backup may begin at an earlier segment than an older one.
 */
export async function pruneArchive(archive: string, backups: readonly Backup[]): Promise<void> {
  const [first] = backups.map(({ firstSegment }) => SEGMENT.exec(firstSegment)![2]!).toSorted()
  if (first === undefined) return
  const old = (await readdir(archive)).filter((name) => (SEGMENT.exec(name)?.[2] ?? first) < first)
  for (const name of old) await rm(join(archive, name), { force: true })
}
