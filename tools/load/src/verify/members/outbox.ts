import { crc32 } from 'node:zlib'
import type { Connection } from '../../clients/connection/connection.ts'
import type { Answer } from '../../clients/messages/connection-events.ts'
import { messageId } from '../../clients/messages/message-id.ts'
import { monotonic } from '../../runtime/clock.ts'
import { isTemporary, type Reader } from './reader.ts'
import { count, type Journal } from '../history/recorder.ts'
import { textOf } from '../history/message-text.ts'

/** Unanswered messages of one member. */
const WINDOW = 20
/** Of the acked messages one in so many is sent once more: the answer must be the same. */
const ASK_AGAIN_EVERY = 50
/** After a temporary refusal. */
const PAUSE_MS = 200

/**
 * The messages of one member: a closed loop that keeps WINDOW of them unanswered, and repeats with its old id whatever
 * was not answered, on whichever connection there is then.
 */
export class Outbox {
  readonly #journal: Journal
  readonly #memberId: number
  readonly #run: string
  /** Written into in turn. */
  readonly #rooms: readonly number[]
  readonly #reader: Reader
  #turn = 0
  /** Messages on their way, by the request on the current connection. */
  readonly #underWay = new Map<number, number>()
  #again: number[] = []
  #connection: Connection | undefined
  #number = -1
  #pauseUntil = 0
  #timer: NodeJS.Timeout | undefined
  #answeredAt = 0
  #isFinishing = false

  constructor(options: {
    journal: Journal
    memberId: number
    run: string
    rooms: readonly number[]
    reader: Reader
  }) {
    this.#journal = options.journal
    this.#memberId = options.memberId
    this.#run = options.run
    this.#rooms = options.rooms
    this.#reader = options.reader
  }

  get isEmpty(): boolean {
    return this.#underWay.size === 0 && this.#again.length === 0
  }

  /** Since when, in milliseconds of `monotonic()`, it waits for an answer; undefined when it does not. */
  get waitsSince(): number | undefined {
    return this.#underWay.size === 0 ? undefined : this.#answeredAt
  }

  /** Goes on with this connection, which has this number in the history. */
  use(connection: Connection, number: number): void {
    this.#connection = connection
    this.#number = number
    this.#answeredAt = monotonic()
    this.#fill()
  }

  /** The connection is gone: what it did not answer will be repeated. */
  drop(): void {
    this.#connection = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#again = [...this.#underWay.values(), ...this.#again]
    this.#underWay.clear()
  }

  /** No new messages; what is there is still repeated until it is answered. */
  finish(): void {
    this.#isFinishing = true
    this.#fill()
  }

  take(answer: Answer): void {
    const message = this.#underWay.get(answer.id)
    if (message === undefined) {
      return this.#journal.problem(`an answer to nothing that was asked: ${JSON.stringify(answer)}`)
    }
    this.#underWay.delete(answer.id)
    this.#answeredAt = monotonic()
    const { sent } = this.#journal
    if (answer.ok) {
      sent.answered(message, answer.value)
      if (sent.acked % ASK_AGAIN_EVERY === 0 && sent.attempts.at(message) === 1) this.#again.push(message)
    } else if (isTemporary(answer.code)) {
      count(this.#journal.refusals, answer.code)
      this.#again.push(message)
      this.#pauseUntil = monotonic() + PAUSE_MS
    } else {
      sent.refused(message)
      const roomId = sent.rooms.at(message)
      if (answer.code !== 'NOT_A_MEMBER' || !this.#reader.wasEverOut(roomId)) {
        this.#journal.problem(`member ${this.#memberId} was refused in room ${roomId}: ${answer.code}`)
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
    while (this.#underWay.size < WINDOW) {
      const message = this.#again.shift() ?? (this.#isFinishing ? undefined : this.#compose())
      if (message === undefined) return
      this.#send(connection, message)
    }
  }

  #compose(): number {
    const { sent } = this.#journal
    const roomId = this.#rooms[this.#turn++ % this.#rooms.length]!
    return sent.add({ roomId, senderId: this.#memberId, text: crc32(textOf(sent.length)) })
  }

  #send(connection: Connection, message: number): void {
    const { sent } = this.#journal
    if (sent.attempts.at(message) > 0) this.#journal.repeated++
    sent.attempt(message, this.#number)
    const id = connection.send({
      roomId: sent.rooms.at(message),
      clientMessageId: messageId(this.#run, message),
      text: textOf(message),
    })
    this.#underWay.set(id, message)
  }
}
