import type { ChatErrorCode, LiveError } from '@munova/chat-contract'
import type { Encoding } from '../../delivery/room/entry-batch.ts'
import type { Sink } from '../../delivery/room/subscription.ts'
import { problem, toLiveError } from '../../problems.ts'
import type { Connection } from './connection.ts'

/** A connection as the sink of one of its subscriptions: accepts entries until it is behind. */
export class ConnectionSink implements Sink {
  readonly encoding: Encoding
  readonly #connection: Connection
  readonly #roomId: number
  readonly #onEnd: (error: LiveError) => void

  /** `onEnd` notifies the client that the server ended the subscription. */
  constructor(
    connection: Connection,
    subscription: { roomId: number; encoding: Encoding; onEnd: (error: LiveError) => void },
  ) {
    this.#connection = connection
    this.#roomId = subscription.roomId
    this.encoding = subscription.encoding
    this.#onEnd = subscription.onEnd
  }

  entryCapacity(): number {
    return this.#connection.isBehind ? 0 : Infinity
  }

  byteCapacity(): number {
    return this.#connection.byteCapacity
  }

  send(bytes: Buffer, _entries: number): void {
    this.#connection.write(bytes)
  }

  end(code: ChatErrorCode): void {
    this.#connection.subscriptionEnded(this.#roomId)
    this.#onEnd(toLiveError(problem(code)))
  }
}
