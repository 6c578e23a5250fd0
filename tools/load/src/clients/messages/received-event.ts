import { crc32 } from 'node:zlib'
import { Cursor } from './byte-scanner.ts'

const QUOTE = 0x22
const S = 0x73
/** `{"event":"` */
const NAME_AT = 10
/** `,"roomId":` */
const ROOM_ID = 10
/** `,"seq":` */
const SEQ = 7
const CLIENT_MESSAGE_ID = '"clientMessageId":"'
const UUID_LENGTH = 36

/** One event of a room, the JSON that is the same on every transport, where it was read into. */
export class ArrivedEvent {
  roomId = -1
  /** -1: it is no entry of the log. */
  seq = -1
  readonly #cursor = new Cursor()
  #bytes: Buffer = Buffer.alloc(0)
  #from = 0
  #to = 0

  /** The server writes `event`, `roomId` and `seq` first, before anything that a member has written. */
  read(bytes: Buffer, from: number, to: number): this {
    const cursor = this.#cursor.set(bytes, from + NAME_AT).past(QUOTE)
    this.roomId = cursor.skip(ROOM_ID).number()
    this.seq = cursor.peek(2) === S ? cursor.skip(SEQ).number() : -1
    this.#bytes = bytes
    this.#from = from
    this.#to = to
    return this
  }

  /** The sender's own id of a message; undefined for events that are none. */
  clientMessageId(): string | undefined {
    const body = this.#bytes.subarray(this.#from, this.#to)
    const at = body.indexOf(CLIENT_MESSAGE_ID)
    if (at === -1) return undefined
    const start = at + CLIENT_MESSAGE_ID.length
    return body.toString('latin1', start, start + UUID_LENGTH)
  }

  /** CRC-32 of the event's JSON. */
  checksum(): number {
    return crc32(this.#bytes.subarray(this.#from, this.#to))
  }

  json(): string {
    return this.#bytes.toString('utf8', this.#from, this.#to)
  }
}
