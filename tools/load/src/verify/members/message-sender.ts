import { crc32 } from 'node:zlib'
import type { Connection } from '../../clients/connection/connection.ts'
import type { OperationResult } from '../../clients/messages/connection-events.ts'
import { messageId } from '../../clients/messages/message-id.ts'
import { monotonic } from '../../runtime/clock.ts'
import { isTemporary, type RoomReader } from './reader.ts'
import { count, type Recorder } from '../history/recorder.ts'
import { textOf } from '../history/message-text.ts'

/** Maximum number of unanswered messages of one member. */
const WINDOW = 20
/** Every fiftieth acked message is sent again; the ack must be the same. */
const RESEND_EVERY = 50
/** Pause after a temporary rejection. */
const REJECTED_PAUSE_MS = 200

/**
 * The messages of one member: a closed loop that keeps WINDOW of them unanswered. Unanswered messages are resent with
 * the same id on the next connection.
 */
export class MessageSender {
  readonly #recorder: Recorder
  readonly #memberId: number
  readonly #run: string
  /** Written into in rotation. */
  readonly #rooms: readonly number[]
  readonly #reader: RoomReader
  #nextRoom = 0
  /** Messages in flight by request id of the current connection. */
  readonly #inFlight = new Map<number, number>()
  #toRetry: number[] = []
  #connection: Connection | undefined
  #number = -1
  #pauseUntil = 0
  #timer: NodeJS.Timeout | undefined
  #lastResponseAt = 0
  #isFinishing = false

  constructor(options: {
    recorder: Recorder
    memberId: number
    run: string
    rooms: readonly number[]
    reader: RoomReader
  }) {
    this.#recorder = options.recorder
    this.#memberId = options.memberId
    this.#run = options.run
    this.#rooms = options.rooms
    this.#reader = options.reader
  }

  get isEmpty(): boolean {
    return this.#inFlight.size === 0 && this.#toRetry.length === 0
  }

  /** Since when it waits for a response (`monotonic()`); undefined when nothing is in flight. */
  get waitingSince(): number | undefined {
    return this.#inFlight.size === 0 ? undefined : this.#lastResponseAt
  }

  /** Continues on this connection, which has this number in the history. */
  attach(connection: Connection, number: number): void {
    this.#connection = connection
    this.#number = number
    this.#lastResponseAt = monotonic()
    this.#fill()
  }

  /** The connection is lost: unanswered messages will be resent. */
  detach(): void {
    this.#connection = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#toRetry = [...this.#inFlight.values(), ...this.#toRetry]
    this.#inFlight.clear()
  }

  /** Stops sending new messages; existing ones are resent until they are answered. */
  finish(): void {
    this.#isFinishing = true
    this.#fill()
  }

  onResult(result: OperationResult): void {
    const message = this.#inFlight.get(result.id)
    if (message === undefined) {
      return this.#recorder.problem(`a result without a request: ${JSON.stringify(result)}`)
    }
    this.#inFlight.delete(result.id)
    this.#lastResponseAt = monotonic()
    const { sent } = this.#recorder
    if (result.ok) {
      sent.recordAck(message, result.value)
      this.#recorder.countAck(this.#number)
      if (sent.acked % RESEND_EVERY === 0 && sent.attempts.at(message) === 1) this.#toRetry.push(message)
    } else if (isTemporary(result.code)) {
      count(this.#recorder.temporaryRejections, result.code)
      this.#toRetry.push(message)
      this.#pauseUntil = monotonic() + REJECTED_PAUSE_MS
    } else {
      sent.recordRejection(message)
      const roomId = sent.rooms.at(message)
      if (result.code !== 'NOT_A_MEMBER' || !this.#reader.wasEverRemoved(roomId)) {
        this.#recorder.problem(`member ${this.#memberId} was rejected in room ${roomId}: ${result.code}`)
      }
    }
    this.#fill()
  }

  #fill(): void {
    const connection = this.#connection
    if (!connection?.isOpen || this.#timer) return
    const wait = this.#pauseUntil - monotonic()
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        this.#fill()
      }, wait)
      return
    }
    while (this.#inFlight.size < WINDOW) {
      const message = this.#toRetry.shift() ?? (this.#isFinishing ? undefined : this.#compose())
      if (message === undefined) return
      this.#send(connection, message)
    }
  }

  #compose(): number {
    const { sent } = this.#recorder
    const roomId = this.#rooms[this.#nextRoom++ % this.#rooms.length]!
    return sent.add({ roomId, senderId: this.#memberId, text: crc32(textOf(sent.length)) })
  }

  #send(connection: Connection, message: number): void {
    const { sent } = this.#recorder
    if (sent.attempts.at(message) > 0) this.#recorder.resent++
    sent.recordAttempt(message, this.#number)
    const id = connection.send({
      roomId: sent.rooms.at(message),
      clientMessageId: messageId(this.#run, message),
      text: textOf(message),
    })
    this.#inFlight.set(id, message)
  }
}
