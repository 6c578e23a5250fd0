import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { acquireLock, LockHeld } from '@munova/tool-services'
import { StartFailure } from './failure.ts'

/** Locks the home folder against a second start until the returned function is called. The lock of a killed process is ignored. */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true })
  try {
    return await acquireLock(join(home, 'start.lock'))
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error
    throw new StartFailure(
      `MUNOVA is already running here, as process ${error.pid}. Stop it with Ctrl-C in its terminal, or: kill ${error.pid}`,
    )
  }
}
