import { rename, writeFile } from 'node:fs/promises'
import { acquireLock, poll } from '@munova/tool-services'
import { join } from 'node:path'
import { ReleaseFailure } from '../failure.ts'
import type { Fleet } from '../fleet.ts'
import { adminCommand, type AdminAddress } from './admin-socket.ts'

const POLL_MS = 50
const TIMEOUT_MS = 15_000

/**
 * Makes the balancer read its configuration again. What releases have told it, such as weights and empty slots, is written down
 * before, and read again with it. Never during a release: connections of the old worker do not hear of it. Throws ReleaseFailure, and
 * LockHeld while a release runs.
 */
export async function reloadBalancer(fleet: Fleet, folder: string): Promise<void> {
  const { admin, reload } = fleet.balancer
  if (!reload) throw new ReleaseFailure('a reload needs the folder of the balancer in the fleet')
  const unlock = await acquireLock(join(folder, 'lock'))
  try {
    const before = await workerOf(admin)
    await saveState(admin, reload.stateFile)
    await adminCommand(reload.master, 'reload')
    const isNew = async () => (await workerOf(admin).catch(() => before)) !== before
    if (await poll(isNew, { everyMs: POLL_MS, timeoutMs: TIMEOUT_MS })) return
    throw new ReleaseFailure('the balancer serves on with the configuration before: its log says why')
  } finally {
    await unlock()
  }
}

async function saveState(admin: AdminAddress, file: string): Promise<void> {
  const state = await adminCommand(admin, 'show servers state')
  // The version of its format.
  if (!state.startsWith('1\n')) throw new ReleaseFailure('the balancer does not say the state of its servers')
  await writeFile(`${file}.new`, `${state}\n`)
  await rename(`${file}.new`, file)
}

async function workerOf(admin: AdminAddress): Promise<string> {
  const pid = /^Pid: (\d+)$/m.exec(await adminCommand(admin, 'show info'))?.[1]
  if (pid === undefined) throw new ReleaseFailure('the balancer does not say who it is')
  return pid
}
