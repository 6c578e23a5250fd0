import type { Socket } from 'node:net'
import { TICK_MS } from '../connection/live-transport.ts'
import { ProtocolViolation } from './parser.ts'

/** A peer that promised a heart-beat every n ms is gone after so many times n. */
const PATIENCE = 3

/** Milliseconds between signs of life; 0 for none. */
export interface HeartBeatIntervals {
  send: number
  expect: number
}

/**
 * What a client's `heart-beat` header and ours come to (STOMP 1.2, "Heart-beating"): in each direction the longer
 * interval, or none when one side wants none. `oursMs` is what we can do and what we want.
 */
export function negotiateHeartBeat(header: string | undefined, oursMs: number): HeartBeatIntervals {
  const [, can, wants] = /^(\d{1,10}),(\d{1,10})$/.exec(header ?? '0,0') ?? []
  if (can === undefined) throw new ProtocolViolation('heart-beat is two numbers of milliseconds')
  const agree = (theirs: number) => (theirs === 0 ? 0 : Math.max(theirs, oursMs))
  return { send: agree(Number(wants)), expect: agree(Number(can)) }
}

/** The heart-beats of one connection. Has no timer of its own: the clock of all connections asks it. */
export class HeartBeat {
  readonly #socket: Socket
  readonly #intervals: HeartBeatIntervals
  #heardAt = performance.now()
  #sentAt = performance.now()
  #tickedAt = this.#sentAt
  #bytesSent = 0

  constructor(socket: Socket, intervals: HeartBeatIntervals) {
    this.#socket = socket
    this.#intervals = intervals
  }

  /** Any bytes of the peer are a sign of life. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  isSilent(now: number): boolean {
    const { expect } = this.#intervals
    return expect > 0 && now - this.#heardAt > PATIENCE * expect
  }

  /** Whether a heart-beat has to go out now, since the next look would be too late. To be asked once per tick. */
  isDue(now: number): boolean {
    const { send } = this.#intervals
    if (send === 0) return false
    const { bytesWritten } = this.#socket
    // All that was sent since the last look counts, as if it had been sent right after that.
    if (bytesWritten !== this.#bytesSent) this.#sentAt = this.#tickedAt
    this.#bytesSent = bytesWritten
    this.#tickedAt = now
    return now - this.#sentAt + TICK_MS > send
  }
}
