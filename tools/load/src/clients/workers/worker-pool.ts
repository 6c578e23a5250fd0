import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CleanupStack } from '../../runtime/cleanup.ts'
import { type Counts, noCounts, sumCounts } from '../statistics/counts.ts'
import type { ArgumentOf, Command, JobName, PlanOf, Report, StepOf, ValueOf } from './worker-jobs.ts'

/** Time for a step beyond its own duration: the longest drain. */
const SLACK_MS = 150_000

/** A pool of client processes that run the same job, step by step together. */
export class WorkerPool<Name extends JobName> {
  readonly #workers: readonly Worker[]

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers
  }

  /** Starts a process for each plan. */
  static async open<Name extends JobName>(
    cleanup: CleanupStack,
    job: Name,
    plans: readonly PlanOf<Name>[],
  ): Promise<WorkerPool<Name>> {
    const workers = plans.map(() => new Worker())
    for (const worker of workers) await cleanup.defer(() => worker.end())
    await Promise.all(
      workers.map((worker, index) => worker.run({ kind: 'open', job, plan: plans[index]! }, SLACK_MS)),
    )
    return new WorkerPool(workers)
  }

  /** The sum of the counts that the processes last reported. */
  get counts(): Counts {
    return sumCounts(this.#workers.map(({ counts }) => counts))
  }

  /** Runs a step of the job, which takes about `lastsMs`, in all processes; resolves with their results. */
  async step<Step extends StepOf<Name>>(
    step: Step,
    { lastsMs = 0 }: { lastsMs?: number } = {},
    ...argument: ArgumentOf<Name, Step>
  ): Promise<ValueOf<Name, Step>[]> {
    const command: Command = { kind: 'step', step, argument }
    const values = await Promise.all(this.#workers.map((worker) => worker.run(command, lastsMs + SLACK_MS)))
    return values as ValueOf<Name, Step>[]
  }

  /** Ends the processes, and with them their connections. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()))
  }
}

class Worker {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  #running: PromiseWithResolvers<unknown> | undefined
  #failure: Error | undefined
  counts: Counts = noCounts()

  constructor() {
    this.#process = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [], {
      execArgv: [],
      // Messages contain Maps and NaN, which JSON cannot represent.
      serialization: 'advanced',
    })
    this.#exited = once(this.#process, 'exit')
    this.#process.on('message', (report: Report) => this.#onReport(report))
    this.#process.on('exit', (code, signal) => this.#fail(`ended with ${code ?? signal}`))
  }

  /** Runs one command at a time. */
  async run(command: Command, timeoutMs: number): Promise<unknown> {
    if (this.#failure) throw this.#failure
    const running = Promise.withResolvers<unknown>()
    this.#running = running
    const name = command.kind === 'step' ? command.step : command.kind
    const timer = setTimeout(() => this.#fail(`"${name}" took more than ${timeoutMs} ms`), timeoutMs)
    this.#process.send(command)
    try {
      return await running.promise
    } finally {
      clearTimeout(timer)
      this.#running = undefined
    }
  }

  async end(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    await this.#exited
  }

  #onReport(report: Report): void {
    if (report.kind === 'failed') return this.#fail(report.reason)
    this.counts = report.counts
    if (report.kind === 'done') this.#running?.resolve(report.value)
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(`a client process: ${reason}`)
    this.#running?.reject(this.#failure)
  }
}
