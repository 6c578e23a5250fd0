import { monotonic } from '../../runtime/clock.ts'
import { type Connection, SentMessages, type Stream } from './history.ts'

/** Distinct problems that are kept. */
const MAX_PROBLEMS = 50

/** Records the history of a run, and counts for the report. */
export class Recorder {
  readonly sent = new SentMessages()
  readonly streams: Stream[] = []
  readonly connections: Connection[] = []
  /** Ended connections by reason. */
  readonly closeReasons = new Map<string, number>()
  /** Temporarily rejected messages by code. */
  readonly temporaryRejections = new Map<string, number>()
  /** Protocol violations that comparing logs would not show. */
  readonly problems: string[] = []
  delivered = 0
  /** Messages that were resent, without a response or to check that the ack is the same. */
  resent = 0
  #startedAt = monotonic()

  /** Starts the clock of the run. */
  start(): void {
    this.#startedAt = monotonic()
  }

  /** Milliseconds since the start. */
  get now(): number {
    return monotonic() - this.#startedAt
  }

  /** Records a new connection; returns its number. */
  opened(connection: { memberId: number; node: number; transport: string }): number {
    this.connections.push({ ...connection, openedAt: this.now, closedAt: undefined, reason: '' })
    return this.connections.length - 1
  }

  closed(number: number, reason: string): void {
    const connection = this.connections[number]!
    if (connection.closedAt !== undefined) return
    connection.closedAt = this.now
    connection.reason = reason
    count(this.closeReasons, reason)
  }

  problem(text: string): void {
    if (this.problems.length < MAX_PROBLEMS && !this.problems.includes(text)) this.problems.push(text)
  }
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
