import cluster from 'node:cluster'
import type { Log } from './log.ts'

const signals = ['SIGTERM', 'SIGINT'] as const

/** The time between the signal and `close`, in which a server that leaves serves on until balancers have noticed. */
export interface Grace {
  ms: number
  /** Called when it begins. */
  leave: () => void
  /** Called when a second signal ends it. */
  cutShort?: () => void
}

export interface StopOptions {
  log: Log
  /** For `close`, from when it is called. */
  timeoutMs: number
  grace?: Grace
}

/**
 * Calls `close` once, on the first SIGTERM or SIGINT, after a SIGTERM once the grace is over; the process then ends by itself with
 * code 0. A second signal ends the grace. It exits with code 1 when `close` fails, on a signal after the grace, or when
 * something keeps it alive for longer than `timeoutMs`.
 */
export function runUntilSignal(close: () => Promise<void>, options: StopOptions): void {
  const { log, timeoutMs, grace } = options
  let stopping = false
  let cutShort: (() => void) | undefined

  const giveUp = (reason: string, error?: unknown): never => {
    log.fatal({ ...(error !== undefined && { err: error }), activeResources: activeResources() }, reason)
    process.exit(1)
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (cutShort) return cutShort()
    if (stopping) giveUp('second signal, ended at once')
    stopping = true
    // Until closing is done: the process may end before, if nothing that `close` waits for keeps it alive.
    process.exitCode = 1
    // SIGINT comes from a terminal, where no balancer has to notice.
    if (grace && grace.ms > 0 && signal === 'SIGTERM') {
      log.info({ signal, graceMs: grace.ms }, 'leaving')
      grace.leave()
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, grace.ms)
        cutShort = () => {
          clearTimeout(timer)
          grace.cutShort?.()
          resolve()
        }
      })
      cutShort = undefined
    }
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
