import type { Connection } from '../connection/connection.ts'
import { ConnectionSink, type SinkOptions } from '../connection/connection-sink.ts'
import type { Credit } from './credit.ts'

/** A stream as the sink of its subscription: never accepts more entries than the requester has credit for. */
export class StreamSink extends ConnectionSink {
  readonly #credit: Credit

  constructor(connection: Connection, { credit, ...options }: SinkOptions & { credit: Credit }) {
    super(connection, options)
    this.#credit = credit
  }

  override entryCapacity(): number {
    return Math.min(super.entryCapacity(), this.#credit.left)
  }

  override send(bytes: Buffer, entries: number): void {
    this.#credit.spend(entries)
    super.send(bytes, entries)
  }
}
