import cluster from 'node:cluster'
import type { Log } from './log.ts'

const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * On the first SIGTERM or SIGINT runs `close` once, and the process then ends by itself with code 0.
 * It is ended with code 1 when `close` fails, at a second signal, or when it is still alive after `timeoutMs`.
 */
export function runUntilSignal(close: () => Promise<void>, options: { log: Log; timeoutMs: number }): void {
  const { log, timeoutMs } = options
  let stopping = false

  const giveUp = (reason: string, error?: unknown): never => {
    log.fatal({ ...(error !== undefined && { err: error }), held: heldBy() }, reason)
    process.exit(1)
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) giveUp('second signal, ended at once')
    stopping = true
    // Until closing is done; a close that waits for nothing would let the process end in the midst of it.
    process.exitCode = 1
    log.info({ signal }, 'stopping')
    // Does not keep the process alive itself, so that it fires only when something was left open.
    setTimeout(() => giveUp('did not stop in time'), timeoutMs).unref()
    try {
      await close()
      // Its channel to the primary would keep a worker alive.
      cluster.worker?.disconnect()
      process.exitCode = 0
      log.info('stopped')
    } catch (error) {
      giveUp('stopping failed', error)
    }
  }
  for (const signal of signals) process.on(signal, (name) => void stop(name))
}

/** Kinds of handles that keep the process alive, each once. */
function heldBy(): string[] {
  return [...new Set(process.getActiveResourcesInfo())]
}
