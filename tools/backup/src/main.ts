import { setTimeout as sleep } from 'node:timers/promises'
import { LockHeld } from '@munova/tool-services'
import { create, type Running } from './create/create.ts'
import { BackupFailure } from './failure.ts'
import { list } from './list.ts'
import { finish } from './restore/finish.ts'
import { restore } from './restore/restore.ts'
import { readSettings, type Settings, usage } from './settings.ts'
import { findBackup, listBackups } from './store/store.ts'
import { verify } from './store/verify.ts'

/* npm run backup: see `usage`. */

/** What an interrupted call has to clean up. */
const CLEANUP_MS = 5_000

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopping.abort(new BackupFailure(`interrupted by ${signal}`)))

async function run(settings: Settings, running: Running): Promise<void> {
  const { command, name, BACKUP_FOLDER: store } = settings
  if (command === 'create') await create(settings, running)
  else if (command === 'list') await list(settings, running.print)
  else if (command === 'restore') await restore(settings, running)
  else if (command === 'finish') await finish(settings, running)
  else {
    const backup = name === undefined ? (await listBackups(store)).at(-1) : await findBackup(store, name)
    if (!backup) throw new BackupFailure(`${store} has no backup`)
    const { files } = await verify(backup.folder, running.signal)
    running.print(`✓ ${backup.name}: ${files.length} files are as they were backed up`)
  }
}

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') console.log(usage)
  else {
    const late = setTimeout(
      () => stopping.abort(new BackupFailure(`not done after ${settings.BACKUP_DEADLINE_MS} ms`)),
      settings.BACKUP_DEADLINE_MS,
    ).unref()
    const running = { signal: stopping.signal, print: (line: string) => console.log(line) }
    // A connection that was lost in the middle may never say so.
    const aborted = Promise.withResolvers<never>()
    stopping.signal.addEventListener('abort', () => aborted.reject(stopping.signal.reason))
    const call = run(settings, running)
    try {
      await Promise.race([call, aborted.promise])
    } finally {
      // It removes its draft and its lock, unless it waits for a connection.
      await Promise.race([call.catch(() => undefined), sleep(CLEANUP_MS, undefined, { ref: false })])
    }
    clearTimeout(late)
  }
} catch (error) {
  const isKnown = error instanceof BackupFailure || error instanceof LockHeld
  if (!isKnown) throw error
  console.error(`✗ ${error.message}`)
  // Whatever is still open.
  process.exit(1)
}
