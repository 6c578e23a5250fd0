import type { Counts } from '../statistics/counts.ts'
import type { AnyTransportName, NodeAddress } from '../connection/transport.ts'

/**
 * When messages are sent. `open`: at fixed times, whatever the server does; latency counts from the time a message was
 * due. `closed`: each sender keeps `window` messages unanswered, so the server determines the rate.
 */
export type Pace = { kind: 'open'; perSecond: number } | { kind: 'closed'; window: number }

/** One connection: its member's token, the room, and what it does there. */
export interface ClientPlan {
  token: string
  roomId: number
  subscribes: boolean
  /** Which of the plan's nodes it connects to. */
  node: number
  /** Its index among all senders of the run; absent when it does not send. */
  sender?: number
  /** Reconnects after losing its connection, as a chat client does; without it the client stays disconnected. */
  reconnects?: boolean
  /** Limits reading to this rate until the drain. */
  bytesPerSecond?: number
  /** Whether its delivery latencies are recorded; true when absent. */
  isTimed?: boolean
}

/** The load of one client process. Message `n` of the run is sent by sender `n % senders`. */
export interface LoadPlan {
  transport: AnyTransportName
  nodes: NodeAddress[]
  /** Local addresses to connect from, when one has not enough ports. */
  from?: readonly string[] | undefined
  run: string
  clients: ClientPlan[]
  senders: number
  pace: Pace
  /** Length of the text of each message, ASCII. */
  size: number
  warmUpMs: number
  measureMs: number
  /** Without any response or delivery for this long, what is missing counts as lost. */
  timeoutMs: number
}

export interface LoadResult {
  counts: Counts
  /** CPU seconds per second in the measured time. */
  cores: number
  lost: number
  doubled: number
  outOfOrder: number
  /** Delivered entries that are not in the log. */
  unstored: number
  unanswered: number
  /** Rejected messages by error code. */
  rejected: Record<string, number>
  /** Connections that the server closed, by close code: of clients that stay disconnected, and of those that reconnect. */
  closed: Record<string, number>
  interrupted: Record<string, number>
  /** `monotonic()` when the last client had resumed; NaN when none has. */
  resumedAt: number
  /** Subscriptions that the server ended. */
  ended: number
  /** Acked messages as parallel arrays of number and seq. */
  acked: { numbers: number[]; seqs: number[] }
  /** Acks received within the measured time. */
  ackedInWindow: number
  /** Encoded histograms, from the due time of a message: to its delivery, to its ack, and to the actual send. */
  delivery: string
  ack: string
  lag: string
  /** Encoded histogram, from the loss of a connection to the subscribe that resumes. */
  disconnected: string
}
