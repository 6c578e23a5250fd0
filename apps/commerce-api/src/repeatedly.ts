import type { Log } from '@munova/service'

export interface Repeated {
  /** Runs it now, or again as soon as the run under way has ended. */
  soon(): void
  /** Waits for a run under way; there is no next one. */
  close(): Promise<void>
}

/** Runs a job again and again, one run at a time, `everyMs` after the end of the last; a run that fails is logged. */
export function repeatedly(name: string, everyMs: number, log: Log, job: () => Promise<unknown>): Repeated {
  let closed = false
  let asked = false
  let running: Promise<void> | undefined
  let timer = setTimeout(start, everyMs)
  let isIdle = true

  function start(): void {
    running = run()
  }

  async function run(): Promise<void> {
    isIdle = false
    asked = false
    try {
      await job()
    } catch (error) {
      log.warn({ err: error, job: name }, 'job failed')
    }
    isIdle = true
    if (!closed) timer = setTimeout(start, asked ? 0 : everyMs)
  }

  return {
    soon() {
      asked = true
      if (closed || !isIdle) return
      clearTimeout(timer)
      timer = setTimeout(start, 0)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
