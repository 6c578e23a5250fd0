import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { Processes } from './process-stats.ts'

/**
 * Pins the servers to core 0, and this process and everything else it has started to core 1. Returns false where that is
 * not possible: with one core, or without taskset.
 */
export async function pinServers(
  cleanup: CleanupStack,
  servers: readonly { pid: number }[],
): Promise<boolean> {
  const cores = cpus().length
  if (cores < 2 || !pinTo('1', process.pid)) return false
  await cleanup.defer(() => void pinTo(`0-${cores - 1}`, process.pid))
  const processes = Processes.read()
  for (const pid of processes.treeOf(process.pid)) pinTo('1', pid)
  for (const pid of servers.flatMap((server) => processes.treeOf(server.pid))) pinTo('0', pid)
  return true
}

/** Moves all threads of a process; processes that it starts later inherit the setting. */
function pinTo(list: string, pid: number): boolean {
  return spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list, String(pid)]).status === 0
}
