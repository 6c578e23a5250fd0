import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Closing } from '../../runtime/cleanup.ts'
import { type Counts, noCounts, sumCounts } from '../statistics/counts.ts'
import type { ArgumentOf, Command, JobName, PlanOf, Report, StepOf, ValueOf } from './worker-jobs.ts'

/** A step may take as long as the load lasts, and then the longest drain. */
const SLACK_MS = 150_000

/** The processes of clients, moved from step to step together. */
export class Fleet<Name extends JobName> {
  readonly #children: readonly Child[]

  private constructor(children: readonly Child[]) {
    this.#children = children
  }

  /** One process for each plan. */
  static async open<Name extends JobName>(
    closing: Closing,
    job: Name,
    plans: readonly PlanOf<Name>[],
  ): Promise<Fleet<Name>> {
    const children = plans.map(() => new Child())
    for (const child of children) await closing.add(() => child.end())
    await Promise.all(
      children.map((child, index) => child.do({ kind: 'open', job, plan: plans[index]! }, SLACK_MS)),
    )
    return new Fleet(children)
  }

  /** Counts of all processes as they last told them. */
  get counts(): Counts {
    return sumCounts(this.#children.map(({ counts }) => counts))
  }

  /** All processes take a step of their job; resolves when the last has done it. It takes `lastsMs` and a little more. */
  async step<Step extends StepOf<Name>>(
    step: Step,
    { lastsMs = 0 }: { lastsMs?: number } = {},
    ...argument: ArgumentOf<Name, Step>
  ): Promise<ValueOf<Name, Step>[]> {
    const command: Command = { kind: 'step', step, argument }
    const values = await Promise.all(this.#children.map((child) => child.do(command, lastsMs + SLACK_MS)))
    return values as ValueOf<Name, Step>[]
  }

  /** Ends the processes; what they have open is gone. */
  async end(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.end()))
  }
}

class Child {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  #doing: PromiseWithResolvers<unknown> | undefined
  #failure: Error | undefined
  counts: Counts = noCounts()

  constructor() {
    this.#process = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [], {
      execArgv: [],
      // Maps and NaN are among what is said.
      serialization: 'advanced',
    })
    this.#exited = once(this.#process, 'exit')
    this.#process.on('message', (report: Report) => this.#hear(report))
    this.#process.on('exit', (code, signal) => this.#fail(`ended with ${code ?? signal}`))
  }

  /** One thing at a time. */
  async do(command: Command, timeoutMs: number): Promise<unknown> {
    if (this.#failure) throw this.#failure
    const doing = Promise.withResolvers<unknown>()
    this.#doing = doing
    const what = command.kind === 'step' ? command.step : command.kind
    const timer = setTimeout(() => this.#fail(`"${what}" took more than ${timeoutMs} ms`), timeoutMs)
    this.#process.send(command)
    try {
      return await doing.promise
    } finally {
      clearTimeout(timer)
      this.#doing = undefined
    }
  }

  async end(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    await this.#exited
  }

  #hear(report: Report): void {
    if (report.kind === 'failed') return this.#fail(report.reason)
    this.counts = report.counts
    if (report.kind === 'done') this.#doing?.resolve(report.value)
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(`a process of clients: ${reason}`)
    this.#doing?.reject(this.#failure)
  }
}
