import type { Counts } from '../statistics/counts.ts'
import type { AnyTransportName, NodeAddress } from '../connection/transport.ts'

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
  /** When its connection is gone it takes another, as a chat client does; else it stays away. */
  comesBack?: boolean
  /** Reads so slowly, until nothing more is sent. */
  bytesPerSecond?: number
  /** Whether its waits for deliveries count; true when absent. */
  isTimed?: boolean
}

/** What one process of clients does. Message `n` of the run is sent by sender `n % senders`. */
export interface Plan {
  transport: AnyTransportName
  nodes: NodeAddress[]
  /** The clients' own addresses, when one is not enough for all. */
  from?: readonly string[] | undefined
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
  /** Connections that the server closed, by close code: of members who stay away, and of those who come back. */
  closed: Record<string, number>
  left: Record<string, number>
  /** `monotonic()` when the last who came back was there again; NaN when nobody has. */
  resumedAt: number
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
  /** From the end of a connection to the moment its member had all it missed asked for. */
  away: string
}
