import type { LiveError } from '@munova/chat-contract'
import type { Encoding } from '../../delivery/room/entry-batch.ts'
import type { Connection } from '../connection/connection.ts'
import { ConnectionSink } from '../connection/connection-sink.ts'
import type { Credit } from './credit.ts'

/** A stream as the sink of its subscription: never accepts more entries than the requester has credit for. */
export class StreamSink extends ConnectionSink {
  readonly #credit: Credit

  constructor(
    connection: Connection,
    stream: { roomId: number; encoding: Encoding; onEnd: (error: LiveError) => void; credit: Credit },
  ) {
    super(connection, stream)
    this.#credit = stream.credit
  }

  override entryCapacity(): number {
    return Math.min(super.entryCapacity(), this.#credit.left)
  }

  override send(bytes: Buffer, entries: number): void {
    this.#credit.spend(entries)
    super.send(bytes, entries)
  }
}
