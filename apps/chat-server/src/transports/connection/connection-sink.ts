import type { ChatErrorCode, LiveError } from '@munova/chat-contract'
import type { Encoding } from '../../delivery/room/entry-batch.ts'
import type { Sink } from '../../delivery/room/subscription.ts'
import { problem, toLiveError } from '../../problems.ts'
import type { Connection } from './connection.ts'

export interface SinkOptions {
  encoding: Encoding
  /** The server has ended the subscription: releases it, then notifies the client. */
  release: () => void
  onEnd: (error: LiveError) => void
}

/** A connection as the sink of one of its subscriptions: accepts entries until it is behind. */
export class ConnectionSink implements Sink {
  readonly encoding: Encoding
  readonly #connection: Connection
  readonly #release: () => void
  readonly #onEnd: (error: LiveError) => void

  constructor(connection: Connection, { encoding, release, onEnd }: SinkOptions) {
    this.#connection = connection
    this.encoding = encoding
    this.#release = release
    this.#onEnd = onEnd
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
    this.#release()
    this.#onEnd(toLiveError(problem(code)))
  }
}
