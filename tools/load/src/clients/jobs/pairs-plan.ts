import type { Tally } from '../statistics/tally.ts'
import type { NodeAddress, TransportName } from '../connection/transport.ts'

/** Two members of one room: a buyer and a seller, or two members of a group. */
export interface Pair {
  /** The first opens the room. */
  tokens: [string, string]
  nodes: [number, number]
  /** How the first opens it: an inquiry about a product, or joining a group that the second owns. */
  opens: { productId: number } | { groupId: number }
}

export interface PairsPlan {
  transport: TransportName
  nodes: NodeAddress[]
  from?: readonly string[] | undefined
  run: string
  pairs: Pair[]
  /** The number of this process's first pair, and the number of all pairs; message ids are computed from both. */
  first: number
  all: number
  /** Pairs started per second. */
  perSecond: number
  /** Milliseconds between two messages of a member. */
  everyMs: number
  /** The second of a pair starts to send so much later than the first. */
  staggerMs: number
  size: number
  timeoutMs: number
}

export interface PairsResult {
  /** Members who joined their room and subscribed. */
  ready: number
  /** Pairs that failed to start, by reason. */
  failed: Tally
  rejected: Tally
  closed: Tally
  /** Deliveries without duplicates, and deliveries that never arrived. */
  received: number
  lost: number
  doubled: number
  outOfOrder: number
  unstored: number
  unanswered: number
  /** Acked messages as parallel arrays. */
  stored: { roomIds: number[]; seqs: number[]; numbers: number[] }
  /** Encoded histograms: the request that opens the room, connecting, and from the first request to receiving the first own message. */
  opening: string
  connecting: string
  firstMessage: string
  /** From the due time of a message to its deliveries, to its ack and to the actual send, within the measured time. */
  delivery: string
  ack: string
  lag: string
  /** CPU seconds per second in the measured time. */
  cores: number
}
