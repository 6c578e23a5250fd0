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

/**
 * The ephemeral event `typing`, for subscribers on every node that are not behind. Never stored, never repeated, and the
 * first to be dropped: above the quota of the member or the room, and while the broker is down.
 */
export class TypingEvents {
  readonly #deliver: (event: LogEntry, exceptMemberId: number) => boolean
  readonly #forward: (event: LogEntry) => void
  readonly #count

  /** `deliver` is for the subscribers of this process, and returns false when it drops the event; `forward` for other nodes. */
  constructor(options: {
    deliver: (event: LogEntry, exceptMemberId: number) => boolean
    forward: (event: LogEntry) => void
    metrics: Metrics
  }) {
    this.#deliver = options.deliver
    this.#forward = options.forward
    this.#count = options.metrics.counter('typing_total', 'Typing events of members of this node', ['result'])
  }

  /** Publishes that a member of this node types. */
  publish({ roomId, memberId, name, quota }: Typist): void {
    const event = {
      roomId,
      seq: NO_SEQ,
      endsFor: undefined,
      body: Buffer.from(
        `{"event":"typing","roomId":${roomId},"senderId":${memberId},"senderName":${JSON.stringify(name)}}`,
      ),
    }
    const isDelivered = quota.take() === 0 && this.#deliver(event, memberId)
    this.#count.inc({ result: isDelivered ? 'delivered' : 'dropped' })
    if (isDelivered) this.#forward(event)
  }

  /** Delivers an event of another node; false when it is an entry of the log and not ephemeral. */
  receive(event: LogEntry): boolean {
    if (event.seq !== NO_SEQ) return false
    const senderId = /^\{"event":"typing","roomId":\d+,"senderId":(\d+),/.exec(event.body.toString())?.[1]
    // Other ephemeral events are those of a newer node.
    if (senderId !== undefined) this.#deliver(event, Number(senderId))
    return true
  }
}
