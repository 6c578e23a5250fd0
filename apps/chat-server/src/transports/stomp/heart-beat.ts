import type { Socket } from 'node:net'
import { TICK_MS } from '../connection/live-transport.ts'
import { ProtocolViolation } from './frame-parser.ts'

/** A peer is gone after so many of the intervals that it announced. */
const MISSED_INTERVALS = 3

/** Milliseconds between heart-beats; 0 for none. */
export interface HeartBeatIntervals {
  send: number
  expect: number
}

/**
 * STOMP 1.2, "Heart-beating": in each direction the longer one of the two intervals, or none when one side wants none.
 * `serverMs` is what the server can send and what it wants to receive.
 */
export function negotiateHeartBeat(header: string | undefined, serverMs: number): HeartBeatIntervals {
  const [, canSend, wants] = /^(\d{1,10}),(\d{1,10})$/.exec(header ?? '0,0') ?? []
  if (canSend === undefined) throw new ProtocolViolation('heart-beat is two numbers of milliseconds')
  const agree = (clientMs: number) => (clientMs === 0 ? 0 : Math.max(clientMs, serverMs))
  return { send: agree(Number(wants)), expect: agree(Number(canSend)) }
}

/** The heart-beats of one connection. It has no timer: the clock of all connections calls it once per tick. */
export class HeartBeat {
  readonly #socket: Socket
  readonly #intervals: HeartBeatIntervals
  #receivedAt = performance.now()
  #sentAt = performance.now()
  #tickedAt = this.#sentAt
  #bytesSent = 0

  constructor(socket: Socket, intervals: HeartBeatIntervals) {
    this.#socket = socket
    this.#intervals = intervals
  }

  /** To be called when any bytes of the peer arrive. */
  markAlive(): void {
    this.#receivedAt = performance.now()
  }

  isPeerSilent(now: number): boolean {
    const { expect } = this.#intervals
    return expect > 0 && now - this.#receivedAt > MISSED_INTERVALS * expect
  }

  /** Whether a heart-beat must be sent now because the next tick would be too late. To be called once per tick. */
  isDue(now: number): boolean {
    const { send } = this.#intervals
    if (send === 0) return false
    const { bytesWritten } = this.#socket
    // Bytes sent since the previous tick count as sent at that tick.
    if (bytesWritten !== this.#bytesSent) this.#sentAt = this.#tickedAt
    this.#bytesSent = bytesWritten
    this.#tickedAt = now
    return now - this.#sentAt + TICK_MS > send
  }
}
