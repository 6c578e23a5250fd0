import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { statfsSync } from 'node:fs'

/** The machine that a figure was measured on. Memory in bytes. */
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

/** The load average of the last minute. */
export function loadAverage(): number {
  return loadavg()[0]!
}

/** Whether the folder is on tmpfs: then fsync is free, and storage figures mean little. */
export function isInMemory(folder: string): boolean {
  return statfsSync(folder).type === TMPFS_MAGIC
}
