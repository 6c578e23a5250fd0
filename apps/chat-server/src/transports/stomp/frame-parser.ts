import { isUtf8 } from 'node:buffer'
import type { StompVersion } from './server-frame.ts'

/** STOMP 1.2, "Client Frames". */
const commands = [
  'CONNECT',
  'STOMP',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
] as const
export type Command = (typeof commands)[number]

/** A frame of a client. Header values are unescaped; of a repeated header the first one counts. */
export interface Frame {
  readonly command: Command
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** The peer violated the protocol, and its connection must be closed. The message is for the peer. */
export class ProtocolViolation extends Error {
  readonly code: 'MALFORMED' | 'PAYLOAD_TOO_LARGE'

  constructor(message: string, code: 'MALFORMED' | 'PAYLOAD_TOO_LARGE' = 'MALFORMED') {
    super(message)
    this.code = code
  }
}

export interface FrameLimits {
  /** Command and headers. */
  headerBytes: number
  headers: number
  /** The whole frame. */
  frameBytes: number
}

const NUL = 0
const LF = 10
const CR = 13
const COLON = 58
const NOTHING = Buffer.alloc(0)
/** The longest command, and a CR. */
const MAX_COMMAND_BYTES = Math.max(...commands.map((command) => command.length)) + 1

/**
 * Parses frames from bytes that arrive in pieces of any size. `next()` returns one frame at a time, so that a caller that is
 * busy can leave the rest for later. Buffers at most one incomplete frame within the limits, besides the newest piece.
 */
export class FrameParser {
  /** Whose rules headers are unescaped by. */
  version: StompVersion = '1.2'
  readonly #limits: FrameLimits
  /** Bytes from `#start` on are not parsed yet; those before `#scanned` contain no end of what is being parsed. */
  #bytes: Buffer = NOTHING
  #start = 0
  #scanned = 0
  /** The larger buffer that `#bytes` is the beginning of, when the parser may append to it. */
  #store: Buffer = NOTHING
  #command: Command | undefined
  #headers = new Map<string, string>()
  #headerCount = 0
  #headBytes = 0
  #inBody = false
  #violation: ProtocolViolation | undefined

  constructor(limits: FrameLimits) {
    this.#limits = limits
  }

  /** Bytes that are buffered for further frames. */
  get buffered(): number {
    return this.#bytes.length - this.#start
  }

  push(bytes: Buffer): void {
    const left = this.buffered
    if (left === 0) {
      this.#bytes = bytes
      this.#store = NOTHING
      this.#start = 0
      this.#scanned = 0
      return
    }
    const end = this.#bytes.length
    if (this.#store.length - end >= bytes.length) {
      bytes.copy(this.#store, end)
      this.#bytes = this.#store.subarray(0, end + bytes.length)
      return
    }
    // Twice the size, so that a frame which arrives byte by byte is not copied for each byte. Bodies that were returned
    // point into the old buffer.
    const store = Buffer.allocUnsafeSlow(2 * (left + bytes.length))
    this.#bytes.copy(store, 0, this.#start)
    bytes.copy(store, left)
    this.#store = store
    this.#bytes = store.subarray(0, left + bytes.length)
    this.#scanned -= this.#start
    this.#start = 0
  }

  /** Undefined until more bytes arrive. Throws ProtocolViolation, and the same one at each further call. */
  next(): Frame | undefined {
    if (this.#violation) throw this.#violation
    try {
      return this.#next()
    } catch (error) {
      if (error instanceof ProtocolViolation) {
        this.#violation = error
        this.#release()
      }
      throw error
    }
  }

  #next(): Frame | undefined {
    this.#inBody ||= this.#readHead()
    const body = this.#inBody ? this.#readBody() : undefined
    if (body === undefined) {
      if (this.buffered === 0) this.#release()
      return undefined
    }
    const frame = { command: this.#command!, headers: this.#headers, body }
    if (body.length > 0 && frame.command !== 'SEND') throw new ProtocolViolation('Only SEND has a body')
    this.#command = undefined
    this.#headers = new Map()
    this.#headerCount = 0
    this.#headBytes = 0
    this.#inBody = false
    return frame
  }

  /** Whether the empty line after the headers was reached. */
  #readHead(): boolean {
    for (;;) {
      const line = this.#readLine()
      if (line === undefined) return false
      if (this.#command === undefined) {
        // An empty line between frames is a heart-beat.
        if (line.length > 0) this.#command = commandOf(line)
        else this.#headBytes = 0
      } else if (line.length === 0) {
        return true
      } else {
        this.#addHeader(line)
      }
    }
  }

  /** The next line without its line end, LF or CRLF; undefined when it is incomplete. */
  #readLine(): Buffer | undefined {
    const end = this.#bytes.indexOf(LF, this.#scanned)
    const reached = end === -1 ? this.#bytes.length : end
    if (this.#bytes.subarray(this.#scanned, reached).includes(NUL)) {
      throw new ProtocolViolation('NUL before the end of the headers')
    }
    const length = reached - this.#start
    if (this.#command === undefined && length > MAX_COMMAND_BYTES) {
      throw new ProtocolViolation('A frame begins with a command')
    }
    if (this.#headBytes + length > this.#limits.headerBytes) {
      throw new ProtocolViolation(
        `The headers have more than ${this.#limits.headerBytes} bytes`,
        'PAYLOAD_TOO_LARGE',
      )
    }
    this.#scanned = reached
    if (end === -1) return undefined
    const line = this.#bytes.subarray(this.#start, this.#bytes[end - 1] === CR && length > 0 ? end - 1 : end)
    this.#headBytes += length + 1
    this.#start = this.#scanned = end + 1
    return line
  }

  #addHeader(line: Buffer): void {
    if (++this.#headerCount > this.#limits.headers) {
      throw new ProtocolViolation(`A frame has at most ${this.#limits.headers} headers`)
    }
    const colon = line.indexOf(COLON)
    if (colon < 1) throw new ProtocolViolation('A header is a name, a colon and a value')
    if (!isUtf8(line)) throw new ProtocolViolation('Headers are UTF-8')
    if (this.version === '1.2' && line.includes(CR)) throw new ProtocolViolation('CR in a header')
    const name = this.#unescape(line.toString('utf8', 0, colon))
    const value = this.#unescape(line.toString('utf8', colon + 1))
    if (!this.#headers.has(name)) this.#headers.set(name, value)
  }

  /** CONNECT is not escaped, for compatibility with STOMP 1.0. */
  #unescape(text: string): string {
    if (this.#command === 'CONNECT' || !text.includes('\\')) return text
    return text.replace(/\\(.?)/gsu, (_escape, letter: string) => {
      if (letter === 'n') return '\n'
      if (letter === 'c') return ':'
      if (letter === '\\') return '\\'
      if (letter === 'r' && this.version === '1.2') return '\r'
      throw new ProtocolViolation('Unknown escape in a header')
    })
  }

  #readBody(): Buffer | undefined {
    const length = this.#contentLength()
    const end = length === undefined ? this.#bytes.indexOf(NUL, this.#scanned) : this.#start + length
    const reached = end === -1 ? this.#bytes.length : end
    if (this.#headBytes + reached - this.#start >= this.#limits.frameBytes) {
      throw new ProtocolViolation(
        `The frame has more than ${this.#limits.frameBytes} bytes`,
        'PAYLOAD_TOO_LARGE',
      )
    }
    this.#scanned = reached
    if (end === -1 || end >= this.#bytes.length) return undefined
    if (this.#bytes[end] !== NUL) throw new ProtocolViolation('No NUL where content-length says')
    const body = this.#bytes.subarray(this.#start, end)
    this.#start = this.#scanned = end + 1
    return body
  }

  #contentLength(): number | undefined {
    const text = this.#headers.get('content-length')
    if (text === undefined) return undefined
    if (!/^\d{1,15}$/.test(text)) throw new ProtocolViolation('content-length is a number of bytes')
    return Number(text)
  }

  /** An idle connection holds no buffer. */
  #release(): void {
    this.#bytes = NOTHING
    this.#store = NOTHING
    this.#start = 0
    this.#scanned = 0
  }
}

function commandOf(line: Buffer): Command {
  const name = line.toString('latin1')
  const command = commands.find((known) => known === name)
  if (!command) throw new ProtocolViolation('Unknown command')
  return command
}
