import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { monotonic } from '../clock.ts'
import type { Closing } from '../closing.ts'
import { type Counts, sumCounts } from './counts.ts'
import type { ClientsResult, Command, Plan, Report } from './plan.ts'

/** Every process has its command by then. */
const START_DELAY_MS = 500
const CONNECT_TIMEOUT_MS = 120_000
/** Beyond the longest drain of a process. */
const SLACK_MS = 150_000

type Kind = Report['kind']

/** The processes of clients, moved from phase to phase together. */
export class Fleet {
  readonly #children: readonly Child[]
  readonly #plans: readonly Plan[]

  private constructor(children: readonly Child[], plans: readonly Plan[]) {
    this.#children = children
    this.#plans = plans
  }

  /** One process for each plan; resolves when all of their members are connected. */
  static async open(closing: Closing, plans: readonly Plan[]): Promise<Fleet> {
    const children = plans.map(() => new Child())
    for (const child of children) await closing.add(() => child.end())
    children.forEach((child, index) => child.tell({ kind: 'plan', plan: plans[index]! }))
    const fleet = new Fleet(children, plans)
    await fleet.#all('ready', CONNECT_TIMEOUT_MS)
    return fleet
  }

  /** Counts of all processes as they last told them. */
  get counts(): Counts {
    return sumCounts(this.#children.map(({ counts }) => counts))
  }

  /** Begins to send; resolves at the end of the warm-up. */
  async start(): Promise<Counts> {
    const startAt = monotonic() + START_DELAY_MS
    for (const child of this.#children) child.tell({ kind: 'go', startAt })
    await this.#all('measuring', this.#plans[0]!.warmUpMs + SLACK_MS)
    return this.counts
  }

  /** Resolves when all is sent, and answered or given up. */
  async finishSending(): Promise<Counts> {
    await this.#all('sent', this.#plans[0]!.measureMs + SLACK_MS)
    return this.counts
  }

  /** Resolves when all is delivered up to these seqs, or given up. */
  async drain(lastSeqs: ReadonlyMap<number, number>): Promise<Counts> {
    for (const child of this.#children) child.tell({ kind: 'drain', lastSeqs: [...lastSeqs] })
    await this.#all('drained', SLACK_MS)
    return this.counts
  }

  /** Ends the processes and gives what each found. */
  async finish(): Promise<ClientsResult[]> {
    for (const child of this.#children) child.tell({ kind: 'finish' })
    const reports = await this.#all('result', SLACK_MS)
    await Promise.all(this.#children.map((child) => child.end()))
    return reports.flatMap((report) => (report.kind === 'result' ? [report.result] : []))
  }

  #all(kind: Kind, timeoutMs: number): Promise<Report[]> {
    return Promise.all(this.#children.map((child) => child.said(kind, timeoutMs)))
  }
}

class Child {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #said = new Map<Kind, Report>()
  #waiting: { kind: Kind; resolve(report: Report): void; reject(error: Error): void } | undefined
  #failure: Error | undefined
  counts: Counts = { offered: 0, sent: 0, acked: 0, delivered: 0 }

  constructor() {
    this.#process = fork(fileURLToPath(new URL('main.ts', import.meta.url)), [], { execArgv: [] })
    this.#exited = once(this.#process, 'exit')
    this.#process.on('message', (report: Report) => this.#hear(report))
    this.#process.on('exit', (code) => this.#fail(`ended with ${code}`))
  }

  tell(command: Command): void {
    this.#process.send(command)
  }

  /** Waits for a report of this kind, or that one came already. One waits at a time. */
  async said(kind: Kind, timeoutMs: number): Promise<Report> {
    const early = this.#said.get(kind)
    if (early) return early
    if (this.#failure) throw this.#failure
    const timer = setTimeout(() => this.#fail(`said no "${kind}" within ${timeoutMs} ms`), timeoutMs)
    try {
      return await new Promise((resolve, reject) => (this.#waiting = { kind, resolve, reject }))
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
    }
  }

  async end(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    await this.#exited
  }

  #hear(report: Report): void {
    if (report.kind === 'failed') return this.#fail(report.reason)
    if ('counts' in report) this.counts = report.counts
    if (report.kind !== 'progress') this.#said.set(report.kind, report)
    if (this.#waiting?.kind === report.kind) this.#waiting.resolve(report)
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(`a process of clients: ${reason}`)
    this.#waiting?.reject(this.#failure)
  }
}
