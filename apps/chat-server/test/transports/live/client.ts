import type { LiveError } from '@munova/chat-contract'
import { type Cleanup, until } from '@munova/testing'
import type { ChatServer } from '../../../src/index.ts'
import type { Json } from '../../support/chat.ts'

/** What the server rejected a request with. */
export class Rejected extends Error {
  readonly error: Json

  constructor(error: Json) {
    super(`${error.code}: ${error.message}`)
    this.error = error
  }
}

/** Stands for the inbox where others have the id of a room. */
export const INBOX = 0

/** A protocol, as the tests that run on all of them see it. */
export interface Transport {
  /** As in metrics. */
  readonly name: string
  /** A connection that is signed in; closed when the test is over. */
  open(t: Cleanup, node: ChatServer, token: string): Promise<LiveClient>
  /** The error for a token that is not accepted, and the close code. */
  rejection(t: Cleanup, node: ChatServer, token: string): Promise<{ error: string; closeCode: number }>
}

/**
 * A client of any transport that remembers everything it got; no resuming, no retries. Operations have the names,
 * inputs and answers of the contract, whatever they look like on the wire.
 */
export abstract class LiveClient {
  /** Events of rooms in the order in which they arrived. */
  readonly events: Json[] = []
  /** The same, as they arrived. */
  readonly bodies: Buffer[] = []

  /** The answer of an operation; rejects with Rejected, or when the connection ends first. */
  abstract request(op: string, input?: object): Promise<Json>
  /** Why the server ended a subscription, or the inbox, if it did. */
  abstract ended(roomId: number): LiveError | undefined
  /** The close code, once the server has closed. */
  protected abstract closeCode(): number | undefined
  /** Stops to read, until `resume`. */
  abstract pause(): void
  abstract resume(): void
  abstract close(): Promise<void>

  /** The error of an operation that must be rejected. */
  async rejection(op: string, input: object = {}): Promise<Json> {
    try {
      await this.request(op, input)
    } catch (error) {
      if (error instanceof Rejected) return error.error
      throw error
    }
    throw new Error(`${op} was not rejected`)
  }

  seqs(roomId: number): number[] {
    return this.events.filter((event) => event.roomId === roomId && 'seq' in event).map((event) => event.seq)
  }

  /** The newest event of the inbox about a room, if there is one. */
  inRoom(roomId: number): Json {
    return this.events.findLast(
      ({ event, ...about }) => event.startsWith('inbox.') && (about.room?.id ?? about.roomId) === roomId,
    )
  }

  /** Waits until the newest event of the inbox about a room fits. */
  inboxReached(roomId: number, fits: (event: Json) => boolean, timeoutMs?: number): Promise<Json> {
    const newest = () => {
      const event = this.inRoom(roomId)
      return event && fits(event) ? event : undefined
    }
    return until(newest, {
      what: `room ${roomId} in the inbox`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  }

  /** Waits until the newest entry of the room has this seq. */
  reached(roomId: number, seq: number, timeoutMs?: number): Promise<true> {
    return until(() => (this.seqs(roomId).at(-1) ?? 0) >= seq || undefined, {
      what: `seq ${seq} of room ${roomId}`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  }

  endOf(roomId: number, timeoutMs?: number): Promise<LiveError> {
    return until(() => this.ended(roomId), {
      what: `the end of room ${roomId}`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
  }

  closed(): Promise<number> {
    return until(() => this.closeCode(), { what: 'the server to close' })
  }

  protected take(body: Buffer): void {
    this.bodies.push(body)
    this.events.push(JSON.parse(body.toString()))
  }
}
