import type { MessagePort, Worker } from 'node:worker_threads'
import type { Report } from './run.ts'

export type WatchedReport = Report & { outcomes: Record<string, number> }

/** No round takes so long unless it never ends. */
const HANG_MS = 10_000

/** Reports to the watching thread which round begins. */
export function reportRound(port: MessagePort, seed: number): void {
  port.postMessage({ seed })
}

/** The report of a run in a thread of its own, which is ended, and named by its seed, when a round does not end. */
export async function watch(worker: Worker, hangMs: number = HANG_MS): Promise<WatchedReport> {
  let seed: number | undefined
  const { promise, resolve, reject } = Promise.withResolvers<WatchedReport>()
  const hang = () => reject(new Error(`it hangs: repeat with --seed ${seed} --iterations 1`))
  // Until the first round the thread starts, which has its time on a busy machine.
  let timer = setTimeout(hang, HANG_MS)
  worker.on('message', (message: { seed: number } | { report: WatchedReport }) => {
    if ('report' in message) return resolve(message.report)
    seed = message.seed
    clearTimeout(timer)
    timer = setTimeout(hang, hangMs)
  })
  worker.on('error', (cause) => reject(new Error(`it failed at --seed ${seed}`, { cause })))
  worker.on('exit', (code) => reject(new Error(`it ended by itself with ${code} at --seed ${seed}`)))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
