import { monotonic } from '../../runtime/clock.ts'
import { DeletedEntries } from './deleted-entries.ts'
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
  /** Acks by node. */
  readonly acks: number[] = []
  /** Connections that were rejected or closed with a code after which a client must not come back. */
  closedForGood = 0
  /** Of the clients that reconnect by themselves. */
  reconnects = 0
  delivered = 0
  /** What faults have deleted from the logs. */
  readonly deleted = new DeletedEntries()
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

  /** An ack was received on the connection with this number. */
  countAck(number: number): void {
    const { node } = this.connections[number]!
    this.acks[node] = (this.acks[node] ?? 0) + 1
  }

  /** Acks of all nodes but one. */
  acksWithout(frozen: number): number {
    return this.acks.reduce((sum, acks, node) => (node === frozen ? sum : sum + acks), 0)
  }

  problem(text: string): void {
    if (this.problems.length < MAX_PROBLEMS && !this.problems.includes(text)) this.problems.push(text)
  }
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
