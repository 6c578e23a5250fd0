import { crc32 } from 'node:zlib'
import { ByteScanner } from './byte-scanner.ts'

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

/** A view of one room event, whose JSON is the same on every transport, in the buffer that it was read into. */
export class ReceivedEvent {
  roomId = -1
  /** -1 for an event that is not an entry of the log. */
  seq = -1
  readonly #scanner = new ByteScanner()
  #bytes: Buffer = Buffer.alloc(0)
  #from = 0
  #to = 0

  /** Relies on the server's field order: `event`, `roomId` and `seq` come before anything that a member wrote. */
  read(bytes: Buffer, from: number, to: number): this {
    const scanner = this.#scanner.set(bytes, from + NAME_AT).skipPast(QUOTE)
    this.roomId = scanner.skip(ROOM_ID).number()
    this.seq = scanner.peek(2) === S ? scanner.skip(SEQ).number() : -1
    this.#bytes = bytes
    this.#from = from
    this.#to = to
    return this
  }

  /** The client message id; undefined for events that are not messages. */
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
