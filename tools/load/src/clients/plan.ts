import type { Counts } from './counts.ts'
import type { NodeAddress, TransportName } from './transport.ts'

/**
 * When messages are sent. `open`: at fixed moments, whatever the server does; a wait is counted from the moment that
 * was meant. `closed`: each sender keeps `window` messages unanswered, so the server decides the pace.
 */
export type Pace = { kind: 'open'; perSecond: number } | { kind: 'closed'; window: number }

/** One connection: its member's token, the room, and what it does there. */
export interface ClientPlan {
  token: string
  roomId: number
  listens: boolean
  /** Which of the plan's nodes it connects to. */
  node: number
  /** Its place among all senders of the run; absent when it does not send. */
  sender?: number
}

/** What one process of clients does. Message `n` of the run is sent by sender `n % senders`. */
export interface Plan {
  transport: TransportName
  nodes: NodeAddress[]
  /** The clients' own address, when one is not enough for all. */
  from?: string | undefined
  run: string
  clients: ClientPlan[]
  senders: number
  pace: Pace
  /** Length of the text of each message, ASCII. */
  size: number
  warmUpMs: number
  measureMs: number
  /** How long an answer or a delivery may take before it is called lost. */
  patienceMs: number
}

/** What the parent says, in this order. Times are `monotonic()`. */
export type Command =
  | { kind: 'plan'; plan: Plan }
  | { kind: 'go'; startAt: number }
  | { kind: 'drain'; lastSeqs: [roomId: number, lastSeq: number][] }
  | { kind: 'finish' }

/** What the process of clients says: one for each command, and `measuring` and `progress` in between. */
export type Report =
  | { kind: 'ready' }
  | { kind: 'progress' | 'measuring' | 'sent' | 'drained'; counts: Counts }
  | { kind: 'result'; result: ClientsResult }
  | { kind: 'failed'; reason: string }

export interface ClientsResult {
  counts: Counts
  /** Seconds of CPU per second while it measured. */
  cores: number
  lost: number
  doubled: number
  outOfOrder: number
  /** Delivered, but not in the log. */
  unstored: number
  unanswered: number
  /** Answers that were errors, by code. */
  refused: Record<string, number>
  /** Connections that the server closed, by close code. */
  closed: Record<string, number>
  /** Subscriptions that the server ended. */
  ended: number
  /** Acked messages: number and seq, side by side. */
  acked: { numbers: number[]; seqs: number[] }
  /** Answers that came inside the measured window. */
  ackedInWindow: number
  /** Encoded histograms: intended send to delivery, to answer, and to the moment it really was sent. */
  delivery: string
  ack: string
  lag: string
}
