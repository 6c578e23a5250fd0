import type { Metrics } from '@munova/service'
import type { LogEntry } from '../../log/entry.ts'
import type { TokenBucket } from '../../token-bucket.ts'
import type { Hub } from '../hub.ts'
import type { Relay } from '../relay/relay.ts'

/** The seq of what is in no log. A node that knows nothing of it takes it for an entry that is long delivered. */
const NO_SEQ = 0

/**
 * Who is typing, told to those who keep up with the room, on every node. Never stored, never sent again, and the first
 * to be left out: beyond what a member or a room may, for whoever is behind, and while the broker is
 * away.
 */
export class Typing {
  readonly #hub: Hub
  readonly #relay: Relay
  readonly #count

  constructor(options: { hub: Hub; relay: Relay; metrics: Metrics }) {
    this.#hub = options.hub
    this.#relay = options.relay
    this.#count = options.metrics.counter('typing_total', 'Hints that a member of this node types', [
      'result',
    ])
  }

  /** Of a member of this node who listens to the room; `allowance` is what the member may still tell. */
  tell(typist: { roomId: number; memberId: number; name: string; allowance: TokenBucket }): void {
    const { roomId, memberId, name, allowance } = typist
    const hint = {
      roomId,
      seq: NO_SEQ,
      left: undefined,
      body: Buffer.from(
        `{"event":"typing","roomId":${roomId},"senderId":${memberId},"senderName":${JSON.stringify(name)}}`,
      ),
    }
    const isTold = allowance.take() === 0 && this.#hub.hint(hint, memberId)
    this.#count.inc({ result: isTold ? 'told' : 'shed' })
    if (isTold) this.#relay.send(hint)
  }

  /** Whether what another node sent was a hint; then it has been dealt with. */
  take(entry: LogEntry): boolean {
    if (entry.seq !== NO_SEQ) return false
    const typist = /^\{"event":"typing","roomId":\d+,"senderId":(\d+),/.exec(entry.body.toString())?.[1]
    // Other hints are of a newer node.
    if (typist !== undefined) this.#hub.hint(entry, Number(typist))
    return true
  }
}
