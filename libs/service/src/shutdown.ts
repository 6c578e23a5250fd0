import type { Log } from './log.ts'

/** Placeholder until the next step. */
export function runUntilSignal(close: () => Promise<void>, options: { log: Log; timeoutMs: number }): void {
  const stop = (signal: NodeJS.Signals) => {
    const timer = setTimeout(() => process.exit(1), options.timeoutMs)
    options.log.info({ signal }, 'stopping')
    close().then(
      () => clearTimeout(timer),
      (error: unknown) => {
        options.log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
