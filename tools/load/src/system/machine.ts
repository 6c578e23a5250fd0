import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { statfsSync } from 'node:fs'

/** What a figure was measured on. Memory in bytes. */
export interface Machine {
  cpu: string
  cores: number
  memory: number
  kernel: string
  node: string
}

const TMPFS_MAGIC = 0x01021994

export function readMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    kernel: `${type()} ${release()}`,
    node: process.version,
  }
}

/** The mean number of processes that wanted a core during the last minute. */
export function loadAverage(): number {
  return loadavg()[0]!
}

/** Whether files of the folder lie in memory: then an fsync costs nothing, and figures of storing mean little. */
export function isInMemory(folder: string): boolean {
  return statfsSync(folder).type === TMPFS_MAGIC
}
