import { readdir, readFile, rename, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { acquireLock, moveWhole } from '@munova/tool-services'
import { BackupFailure } from '../failure.ts'
import type { Running } from '../create/create.ts'
import { ignoreMissing } from '../missing.ts'
import { required, type Settings } from '../settings.ts'
import { copyFile } from '../store/files.ts'
import { KEYS } from '../store/manifest.ts'
import { type Backup, findBackup, listBackups } from '../store/store.ts'
import { verify } from '../store/verify.ts'
import { ownLike } from './owner.ts'
import { stage } from './stage.ts'

/**
 * Puts a backup where PostgreSQL has its data, and the signing keys where commerce-api has them. Nothing is touched before all is
 * compared with its checksums, and the data changes last, in one step: a call that was killed can be repeated.
 */
export async function restore(settings: Settings, { signal, print }: Running): Promise<void> {
  const data = required(settings, 'BACKUP_DATA_FOLDER')
  const keysFile = required(settings, 'JWT_KEYS_FILE')
  const store = settings.BACKUP_FOLDER
  const release = await acquireLock(join(store, 'lock'))
  try {
    const backup = await select(settings)
    const { replace } = settings
    await requireStopped(data)
    if (!replace && (await namesIn(data)).length > 0)
      throw new BackupFailure(`${data} is not empty; --replace moves it out of the way`)
    const manifest = await verify(backup.folder, signal)
    const isOther = await hasOtherKeys(keysFile, join(backup.folder, KEYS))
    if (isOther && !replace)
      throw new BackupFailure(`${keysFile} has other keys; --replace moves them out of the way`)

    const aside = `before-${backup.name}-${Date.now()}`
    const staged = `${data}.restoring`
    await stage(settings, { backup, manifest, staged, signal })
    if (isOther) await rename(keysFile, `${keysFile}.${aside}`)
    const draft = `${keysFile}.draft`
    await copyFile(join(backup.folder, KEYS), draft, signal)
    await ownLike(draft, dirname(keysFile))
    await moveWhole(draft, keysFile)
    if ((await namesIn(data)).length > 0) await moveWhole(data, `${data}.${aside}`)
    else await rmdir(data).catch(ignoreMissing)
    await moveWhole(staged, data)
    print(`✓ ${backup.name} is at ${data}. Start PostgreSQL, then: npm run backup -- finish`)
  } finally {
    await release()
  }
}

async function select({ BACKUP_FOLDER: store, name, to }: Settings): Promise<Backup> {
  if (name !== undefined) {
    const backup = await findBackup(store, name)
    if (to && to < backup.finishedAt)
      throw new BackupFailure(`${name} was finished at ${backup.finishedAt.toISOString()}, after --to`)
    return backup
  }
  const all = await listBackups(store)
  const newest = all.findLast(({ finishedAt }) => !to || finishedAt <= to)
  if (!newest) throw new BackupFailure(`${store} has no backup${to ? ' that was finished before --to' : ''}`)
  return newest
}

/** One that was killed leaves its file as well: only who sees the machine knows. */
async function requireStopped(data: string): Promise<void> {
  if (!(await namesIn(data)).includes('postmaster.pid')) return
  throw new BackupFailure(
    `PostgreSQL uses ${data}: stop it. If it was killed, delete ${join(data, 'postmaster.pid')}`,
  )
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing)) ?? []
}

async function hasOtherKeys(file: string, saved: string): Promise<boolean> {
  const current = await readFile(file, 'utf8').catch(ignoreMissing)
  return current !== undefined && current !== (await readFile(saved, 'utf8'))
}
