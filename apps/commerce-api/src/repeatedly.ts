import type { Log } from '@munova/service'

export interface Repeated {
  /** Waits for a run under way; there is no next one. */
  close(): Promise<void>
}

/** Runs a job again and again, one run at a time, `everyMs` after the end of the last; a run that fails is logged. */
export function repeatedly(name: string, everyMs: number, log: Log, job: () => Promise<unknown>): Repeated {
  let closed = false
  let running: Promise<void> | undefined
  let timer = setTimeout(start, everyMs)

  function start(): void {
    running = run()
  }

  async function run(): Promise<void> {
    try {
      await job()
    } catch (error) {
      log.warn({ err: error, job: name }, 'job failed')
    }
    if (!closed) timer = setTimeout(start, everyMs)
  }

  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
