import type { Tally } from '../statistics/tally.ts'
import type { NodeAddress, TransportName } from '../connection/transport.ts'

/** A buyer and a seller, or two members of a group: they meet in a room and talk. */
export interface Pair {
  /** The first opens the room. */
  tokens: [string, string]
  nodes: [number, number]
  /** What the first asks the server for: an inquiry about a product, or to join a group that the second owns. */
  opens: { productId: number } | { groupId: number }
}

export interface PairsPlan {
  transport: TransportName
  nodes: NodeAddress[]
  from?: readonly string[] | undefined
  run: string
  pairs: Pair[]
  /** Number of the first pair of this process among all, and of all pairs: both are in the ids of messages. */
  first: number
  all: number
  /** How many pairs arrive in a second. */
  perSecond: number
  /** Each member sends a message so often. */
  everyMs: number
  size: number
  patienceMs: number
}

export interface PairsResult {
  /** Members who were let into their room and listened. */
  ready: number
  /** Pairs that did not get so far, by reason. */
  failed: Tally
  refused: Tally
  closed: Tally
  /** Deliveries, each once; and those that never came. */
  received: number
  lost: number
  doubled: number
  outOfOrder: number
  unstored: number
  unanswered: number
  /** Acked messages, side by side. */
  stored: { roomIds: number[]; seqs: number[]; numbers: number[] }
  /** Encoded histograms: the request that opens the room, connecting, and from the first request to the first own message. */
  opening: string
  connecting: string
  firstMessage: string
  /** From the intended send to each of the two, and to the ack; in the measured time. */
  delivery: string
  ack: string
}
