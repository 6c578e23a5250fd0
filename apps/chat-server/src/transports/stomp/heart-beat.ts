import type { Socket } from 'node:net'
import { TICK_MS } from '../connection/live-transport.ts'
import { ProtocolViolation } from './frame-parser.ts'

/** After so many of the intervals that it announced a peer is late; one more after it was asked, it is gone. */
const LATE_INTERVALS = 2

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
  #bytesReceived: number
  /** When the peer, which was late, was asked for a sign of life. */
  #askedAt: number | undefined
  #sentAt = this.#receivedAt
  #tickedAt = this.#receivedAt
  #bytesSent = 0

  constructor(socket: Socket, intervals: HeartBeatIntervals) {
    this.#socket = socket
    this.#intervals = intervals
    this.#bytesReceived = socket.bytesRead
  }

  /**
   * Whether the peer keeps its promise; `late` once, when it must be asked for a sign of life. Any bytes are one, such as a
   * pong, which a browser sends itself: the timers of a hidden tab, and so its heart-beats, run once a minute. A peer is
   * `gone` only after it was asked, however long this process was paused. To be called once per tick.
   */
  checkPeer(now: number): 'alive' | 'late' | 'gone' {
    const { expect } = this.#intervals
    if (expect === 0) return 'alive'
    const { bytesRead } = this.#socket
    if (bytesRead !== this.#bytesReceived) {
      this.#bytesReceived = bytesRead
      this.#receivedAt = now
      this.#askedAt = undefined
    }
    if (this.#askedAt !== undefined) return now - this.#askedAt > expect ? 'gone' : 'alive'
    if (now - this.#receivedAt <= LATE_INTERVALS * expect) return 'alive'
    this.#askedAt = now
    return 'late'
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
