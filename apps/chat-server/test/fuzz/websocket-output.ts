import assert from 'node:assert/strict'
import type { Json } from '../support/chat.ts'

export interface ServerFrame {
  /** Of a text. */
  json?: Json
  closeCode?: number
}

/** Reads what the server sends, and finds fault with whatever is not as RFC 6455 has it. */
export class ServerFrames {
  readonly frames: ServerFrame[] = []
  #rest: Buffer = Buffer.alloc(0)
  #hasBegun = false

  push(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    if (!this.#hasBegun) {
      const end = this.#rest.indexOf('\r\n\r\n')
      if (end === -1) return
      assert.match(this.#rest.toString('latin1', 0, end), /^HTTP\/1\.1 101 /)
      this.#rest = this.#rest.subarray(end + 4)
      this.#hasBegun = true
    }
    while (this.#takeFrame()) continue
  }

  #takeFrame(): boolean {
    if (this.#rest.length < 2) return false
    const [first, second] = [this.#rest[0]!, this.#rest[1]!]
    assert.ok(second < 0x80, 'a server does not mask')
    const start = second < 126 ? 2 : second === 126 ? 4 : 10
    if (this.#rest.length < start) return false
    const length =
      second < 126
        ? second
        : second === 126
          ? this.#rest.readUInt16BE(2)
          : Number(this.#rest.readBigUInt64BE(2))
    if (this.#rest.length < start + length) return false
    const payload = this.#rest.subarray(start, start + length)
    this.#rest = this.#rest.subarray(start + length)
    this.#read(first, payload)
    return true
  }

  #read(first: number, payload: Buffer): void {
    assert.ok(!this.frames.some(({ closeCode }) => closeCode !== undefined), 'nothing follows a close frame')
    if (first === 0x81) this.frames.push({ json: JSON.parse(payload.toString()) })
    else if (first === 0x88)
      this.frames.push({ closeCode: payload.length > 1 ? payload.readUInt16BE(0) : 1005 })
    else assert.ok(first === 0x89 || first === 0x8a, `a frame that begins with ${first}`)
  }
}
