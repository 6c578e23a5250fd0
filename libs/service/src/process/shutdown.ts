import cluster from 'node:cluster'
import type { Log } from './log.ts'

const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * Calls `close` once, on the first SIGTERM or SIGINT; the process then ends by itself with code 0. It exits with code 1
 * when `close` fails, on a second signal, or when something keeps it alive for longer than `timeoutMs`.
 */
export function runUntilSignal(close: () => Promise<void>, options: { log: Log; timeoutMs: number }): void {
  const { log, timeoutMs } = options
  let stopping = false

  const giveUp = (reason: string, error?: unknown): never => {
    log.fatal({ ...(error !== undefined && { err: error }), activeResources: activeResources() }, reason)
    process.exit(1)
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) giveUp('second signal, ended at once')
    stopping = true
    // Until closing is done: the process may end before, if nothing that `close` waits for keeps it alive.
    process.exitCode = 1
    log.info({ signal }, 'stopping')
    // Does not keep the process alive itself, so it fires only when something else does.
    setTimeout(() => giveUp('did not stop in time'), timeoutMs).unref()
    try {
      await close()
      // The channel to the primary would keep a worker alive.
      cluster.worker?.disconnect()
      process.exitCode = 0
      log.info('stopped')
    } catch (error) {
      giveUp('stopping failed', error)
    }
  }
  for (const signal of signals) process.on(signal, (name) => void stop(name))
}

/** The kinds of resources that keep the process alive. */
function activeResources(): string[] {
  return [...new Set(process.getActiveResourcesInfo())]
}
