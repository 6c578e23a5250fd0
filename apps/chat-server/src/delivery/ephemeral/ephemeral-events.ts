import type { Metrics } from '@munova/service'
import type { LogEntry } from '../../log/entry.ts'
import type { TokenBucket } from '../../token-bucket.ts'

/** Ephemeral events have no seq. A node that does not know them takes 0 for an entry delivered long ago. */
const NO_SEQ = 0

/** A member who types in a room; `quota` is the member's. */
export interface Typist {
  roomId: number
  memberId: number
  name: string
  quota: TokenBucket
}

/** How far a member has read in a room. */
export interface ReadMark {
  roomId: number
  memberId: number
  readSeq: number
}

/**
 * The ephemeral events `typing` and `read`, for subscribers on every node that are not behind. Never stored, never repeated, and
 * the first to be dropped: above the quota of the member or the room, and while the broker is down.
 */
export class EphemeralEvents {
  readonly #deliver: (event: LogEntry, exceptMemberId: number) => boolean
  readonly #forward: (event: LogEntry) => void
  readonly #typing
  readonly #reads

  /** `deliver` is for the subscribers of this process, and returns false when it drops the event; `forward` for other nodes. */
  constructor(options: {
    deliver: (event: LogEntry, exceptMemberId: number) => boolean
    forward: (event: LogEntry) => void
    metrics: Metrics
  }) {
    this.#deliver = options.deliver
    this.#forward = options.forward
    this.#typing = options.metrics.counter('typing_total', 'Typing events of members of this node', [
      'result',
    ])
    this.#reads = options.metrics.counter('read_events_total', 'Read events of members of this node')
  }

  /** Publishes that a member of this node types. */
  typing({ roomId, memberId, name, quota }: Typist): void {
    const event = ephemeral(roomId, { event: 'typing', roomId, senderId: memberId, senderName: name })
    const isDelivered = quota.take() === 0 && this.#deliver(event, memberId)
    this.#typing.inc({ result: isDelivered ? 'delivered' : 'dropped' })
    if (isDelivered) this.#forward(event)
  }

  /** Publishes how far a member has read; the room need not be live in this process. */
  read({ roomId, memberId, readSeq }: ReadMark): void {
    const event = ephemeral(roomId, { event: 'read', roomId, memberId, readSeq })
    this.#reads.inc()
    this.#deliver(event, memberId)
    this.#forward(event)
  }

  /** Delivers an event of another node; false when it is an entry of the log and not ephemeral. */
  receive(event: LogEntry): boolean {
    if (event.seq !== NO_SEQ) return false
    const memberId = CAUSED_BY.exec(event.body.toString())?.[1]
    // Other ephemeral events are those of a newer node.
    if (memberId !== undefined) this.#deliver(event, Number(memberId))
    return true
  }
}

/** The member who caused an event, to whom it is not delivered. */
const CAUSED_BY = /^\{"event":"(?:typing|read)","roomId":\d+,"(?:senderId|memberId)":(\d+),/

/** The fields are written in this order, which `CAUSED_BY` expects. */
const ephemeral = (roomId: number, fields: object): LogEntry => ({
  roomId,
  seq: NO_SEQ,
  endsFor: undefined,
  body: Buffer.from(JSON.stringify(fields)),
})
