import { monotonic } from '../../runtime/clock.ts'
import { type Connection, Sent, type Stream } from './history.ts'

/** Told once each, however often they occur. */
const MAX_PROBLEMS = 50

/** What the clients of a run write down: the history, and counts for the report. */
export class Journal {
  readonly sent = new Sent()
  readonly streams: Stream[] = []
  readonly connections: Connection[] = []
  /** Why connections ended. */
  readonly ends = new Map<string, number>()
  /** Temporary refusals of messages, by code. */
  readonly refusals = new Map<string, number>()
  /** What no promise allows and no comparison of logs would show. */
  readonly problems: string[] = []
  delivered = 0
  /** Messages that were sent again, because no answer came or to see whether the answer is the same. */
  repeated = 0
  #startedAt = monotonic()

  /** The clock of the run starts. */
  start(): void {
    this.#startedAt = monotonic()
  }

  /** Milliseconds since the start. */
  get now(): number {
    return monotonic() - this.#startedAt
  }

  /** Gives the connection's number. */
  opened(connection: { memberId: number; node: number; transport: string }): number {
    this.connections.push({ ...connection, openedAt: this.now, closedAt: undefined, why: '' })
    return this.connections.length - 1
  }

  closed(number: number, why: string): void {
    const connection = this.connections[number]!
    if (connection.closedAt !== undefined) return
    connection.closedAt = this.now
    connection.why = why
    count(this.ends, why)
  }

  problem(text: string): void {
    if (this.problems.length < MAX_PROBLEMS && !this.problems.includes(text)) this.problems.push(text)
  }
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
