import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { Closing } from '../runtime/cleanup.ts'
import { Processes } from './process-stats.ts'

/**
 * The servers run on core 0 alone, and everything else that this run has started, itself included, on core 1. False
 * where that cannot be done: with one core, or without taskset.
 */
export async function pinServers(closing: Closing, servers: readonly { pid: number }[]): Promise<boolean> {
  const cores = cpus().length
  if (cores < 2 || !moveTo('1', process.pid)) return false
  await closing.add(() => void moveTo(`0-${cores - 1}`, process.pid))
  const processes = Processes.read()
  for (const pid of processes.familyOf(process.pid)) moveTo('1', pid)
  for (const pid of servers.flatMap((server) => processes.familyOf(server.pid))) moveTo('0', pid)
  return true
}

/** All threads of a process; what it starts from now on follows. */
function moveTo(list: string, pid: number): boolean {
  return spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list, String(pid)]).status === 0
}
