import { BackupFailure } from './failure.ts'
import type { Settings } from './settings.ts'
import { listBackups } from './store/store.ts'

/** Prints the backups, the oldest first. Throws BackupFailure when the newest one is too old, so that a job can watch it. */
export async function list(
  { BACKUP_FOLDER: store, BACKUP_MAX_AGE_HOURS: maxAgeHours }: Settings,
  print: (line: string) => void,
): Promise<void> {
  const all = await listBackups(store)
  for (const { name, finishedAt, bytes } of all)
    print(`${name}  finished ${finishedAt.toISOString()}  ${Math.ceil(bytes / 2 ** 20)} MiB`)
  const newest = all.at(-1)
  if (!newest) throw new BackupFailure(`${store} has no backup`)
  const hours = (Date.now() - newest.finishedAt.getTime()) / 3_600_000
  if (hours > maxAgeHours)
    throw new BackupFailure(`the newest backup is ${Math.floor(hours)} hours old; ${maxAgeHours} are allowed`)
}
