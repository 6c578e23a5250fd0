import {
  type Account,
  type ChatErrorCode,
  type InboxEvent,
  isNewer,
  type RoomVersion,
} from '@munova/chat-contract'
import type { Sink } from '../delivery/room/subscription.ts'
import type { Reader, RoomState } from './changes.ts'
import { encodePosition, type Position } from './position.ts'

export interface InboxSubscriptionOptions {
  memberId: number
  since: Position
  sink: Sink
  onSent: () => void
  /** The subscription has to be read: it was started, or its sink has capacity again. */
  onBehind: (subscription: InboxSubscription) => void
}

/**
 * One reader's position in an inbox: every change after `since` is delivered at least once, as a state, and of two states of a
 * room the newer one last. A change is not queued while the sink is full: the subscription is *behind*, and reads what it
 * has missed once the sink has capacity.
 */
export class InboxSubscription implements Reader {
  readonly memberId: number
  readonly #sink: Sink
  readonly #onSent: () => void
  readonly #onBehind: (subscription: InboxSubscription) => void
  #since: Position
  #cursor: string
  #state: 'new' | 'live' | 'behind' | 'ended' = 'new'
  /** The states that were sent, or found again, since the position before `since`: a change is found until all positions have passed it. */
  #sent = new Map<number, RoomVersion>()
  #sentBefore = new Map<number, RoomVersion>()
  #account: string | undefined
  /** The first read has delivered: the account comes before all rooms. */
  #hasBegun = false
  /** Something changed during the first read, which may not have seen it. */
  #hasMissed = false

  constructor({ memberId, since, sink, onSent, onBehind }: InboxSubscriptionOptions) {
    this.memberId = memberId
    this.#since = since
    this.#cursor = encodePosition(since)
    this.#sink = sink
    this.#onSent = onSent
    this.#onBehind = onBehind
  }

  /** Everything up to here was delivered. */
  get since(): Position {
    return this.#since
  }

  get cursor(): string {
    return this.#cursor
  }

  get isBehind(): boolean {
    return this.#state === 'behind'
  }

  /** Starts to deliver. Nothing is lost before: the position stays. */
  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'behind'
    this.#onBehind(this)
  }

  /** The sink has capacity again. */
  resume(): void {
    if (this.#state === 'behind') this.#onBehind(this)
  }

  /**
   * Delivers the states that are newer than those sent; false when some are left: the sink is full, or this is not the first
   * read, which was asked for by `onBehind`.
   */
  deliverAll(
    states: readonly RoomState[],
    { account, isCatchUp }: { account: Account | undefined; isCatchUp: boolean },
  ): boolean {
    this.#hasBegun ||= isCatchUp
    if (!this.#hasBegun) {
      this.#hasMissed ||= states.length > 0 || account !== undefined
      return false
    }
    if (account && !this.#deliverAccount(account)) return false
    for (const state of states) {
      if (!this.#isNew(state)) continue
      if (!this.#send(eventOf(state, this.#cursor))) return false
      this.#sent.set(state.roomId, state.version)
    }
    return this.#state !== 'new' && this.#state !== 'ended'
  }

  /** Everything that had changed by this position is delivered: the client may resume there. */
  advance(position: Position): void {
    if (this.#state === 'ended' || position.xid < this.#since.xid) return
    this.#state = 'live'
    this.#since = position
    this.#cursor = encodePosition(position)
    this.#sentBefore = this.#sent
    this.#sent = new Map()
    if (!this.#hasMissed) return
    this.#hasMissed = false
    this.#state = 'behind'
    this.#onBehind(this)
  }

  /** The server ends the subscription. */
  end(code: ChatErrorCode): void {
    if (this.#state === 'ended') return
    this.close()
    this.#sink.end(code)
  }

  close(): void {
    this.#state = 'ended'
  }

  #isNew({ roomId, version }: RoomState): boolean {
    const sent = this.#sent.get(roomId) ?? this.#sentBefore.get(roomId)
    if (sent === undefined || isNewer(version, sent)) return true
    // Found again: a transaction or another device of the member holds the position back, for any number of sweeps.
    this.#sent.set(roomId, sent)
    return false
  }

  #deliverAccount({ name, role }: Account): boolean {
    const account = { name, role }
    const text = JSON.stringify(account)
    if (text === this.#account) return true
    if (!this.#send({ event: 'inbox.account', cursor: this.#cursor, account })) return false
    this.#account = text
    return true
  }

  #send(event: InboxEvent): boolean {
    if (this.#state === 'new' || this.#state === 'ended') return false
    if (this.#sink.entryCapacity() === 0) {
      this.#state = 'behind'
      return false
    }
    const body = Buffer.from(JSON.stringify(event))
    this.#sink.send(this.#sink.encoding.encode({ roomId: 0, seq: 0, endsFor: undefined, body }), 1)
    this.#onSent()
    return true
  }
}

function eventOf({ roomId, version, room }: RoomState, cursor: string): InboxEvent {
  if (room) return { event: 'inbox.room', cursor, room }
  return { event: 'inbox.left', cursor, roomId, epoch: version[0], seq: version[1] }
}
