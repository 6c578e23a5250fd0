import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { Closing } from '../closing.ts'
import { Processes } from './process-stats.ts'

/**
 * The servers run on core 0 alone, and everything else that this run has started, itself included, on core 1. Throws
 * where that cannot be done.
 */
export async function pinServers(closing: Closing, servers: readonly { pid: number }[]): Promise<void> {
  const cores = cpus().length
  if (cores < 2) throw new Error('pinning needs two cores')
  await closing.add(() => moveTo(`0-${cores - 1}`, process.pid))
  const processes = Processes.read()
  for (const pid of processes.familyOf(process.pid)) moveTo('1', pid)
  for (const pid of servers.flatMap((server) => processes.familyOf(server.pid))) moveTo('0', pid)
}

/** All threads of a process; what it starts from now on follows. One that has ended meanwhile does not matter. */
function moveTo(list: string, pid: number): void {
  const { error } = spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list, String(pid)])
  if (error) throw new Error('pinning needs taskset', { cause: error })
}
