import { appendFile, chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { BackupFailure } from '../failure.ts'
import { required, type Settings } from '../settings.ts'
import { copyFile, forFiles } from '../store/files.ts'
import { DATA, type Manifest } from '../store/manifest.ts'
import { addRestore } from '../store/restores.ts'
import type { Backup } from '../store/store.ts'
import { unfinishedFile } from '../unfinished.ts'
import { closeDoor } from './door.ts'
import { ownLike } from './owner.ts'

interface Staging {
  backup: Backup
  manifest: Manifest
  /** Beside the data folder, so that it can take its place in one step. */
  staged: string
  signal: AbortSignal
}

const isData = (path: string) => path === DATA || path.startsWith(`${DATA}/`)

/** Makes a data folder of a backup that PostgreSQL recovers when it starts, and that lets no app in before `finish`. */
export async function stage(
  settings: Settings,
  { backup, manifest, staged, signal }: Staging,
): Promise<void> {
  const owner = dirname(staged)
  // On a new machine only the volume is there.
  const made = await mkdir(owner, { recursive: true, mode: 0o755 })
  if (made !== undefined) await ownLike(owner, dirname(made))
  await rm(staged, { recursive: true, force: true })
  const inData = (path: string) => join(staged, relative(DATA, path))
  for (const path of manifest.folders.filter(isData)) {
    await mkdir(inData(path), { mode: 0o700 })
    await ownLike(inData(path), owner)
  }
  const files = manifest.files.filter((file) => isData(file.path))
  await forFiles(files, async ({ path, sha256 }) => {
    const copy = await copyFile(join(backup.folder, path), inData(path), signal)
    if (copy.sha256 !== sha256) throw new BackupFailure(`${path} has changed since it was compared`)
    await ownLike(inData(path), owner)
  })
  await appendFile(join(staged, 'postgresql.auto.conf'), recoverySettings(settings))
  await closeDoor(staged, required(settings, 'BACKUP_DATABASE_URL'))
  const unfinished = { backup: backup.name, earlier: await addRestore(settings.BACKUP_FOLDER, backup.name) }
  await writeFile(unfinishedFile(staged), JSON.stringify(unfinished), { mode: 0o600 })
  // A recovery with this file begins a timeline of its own, by which inboxes notice that the database is not the one they knew.
  await writeFile(join(staged, 'recovery.signal'), '', { mode: 0o600 })
  for (const name of ['recovery.signal', 'pg_hba.conf']) await ownLike(join(staged, name), owner)
  await chmod(staged, 0o700)
}

/** What `finish` takes back. The later of two lines counts. */
export const RECOVERY_SETTINGS = [
  'restore_command',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_action',
] as const

function recoverySettings({ BACKUP_ARCHIVE: archive, to }: Settings): string {
  if (to && archive === undefined)
    throw new BackupFailure('--to needs the archive of the log: BACKUP_ARCHIVE')
  // Without an archive what was copied with the data is all there is.
  const command = archive === undefined ? 'false' : `cp "${archive}/%f" "%p"`
  const values: Record<(typeof RECOVERY_SETTINGS)[number], string> = {
    restore_command: command,
    // It does not understand the Z.
    recovery_target_time: to?.toISOString().replace('Z', '+00') ?? '',
    // That of the backup, and not the one that an earlier restore began beside it.
    recovery_target_timeline: 'current',
    recovery_target_action: 'promote',
  }
  const lines = Object.entries(values).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`)
  return `\n${lines.join('\n')}\n`
}
