import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'

const MAX_BYTES = 20 * 1024 * 1024

/** Everything one process said since the start. Beyond `maxBytes` it goes on anew, and one older part is kept. */
export class LogFile {
  readonly path: string
  readonly #maxBytes: number
  #stream: WriteStream
  #bytes = 0
  #turning: Promise<void> | undefined
  #waiting: string[] = []

  constructor(path: string, maxBytes = MAX_BYTES) {
    this.path = path
    this.#maxBytes = maxBytes
    this.#stream = open(path)
  }

  write(line: string): void {
    if (this.#turning) {
      // A rename takes a moment; no more than that is kept.
      if (this.#waiting.length < 10_000) this.#waiting.push(line)
      return
    }
    this.#stream.write(`${line}\n`)
    this.#bytes += line.length + 1
    if (this.#bytes > this.#maxBytes) this.#turning = this.#turn()
  }

  async close(): Promise<void> {
    // What waited for one turn may have made the next one necessary.
    while (this.#turning) await this.#turning
    await end(this.#stream)
  }

  async #turn(): Promise<void> {
    await end(this.#stream)
    await rename(this.path, `${this.path}.old`).catch(() => undefined)
    this.#stream = open(this.path)
    this.#bytes = 0
    this.#turning = undefined
    for (const line of this.#waiting.splice(0)) this.write(line)
  }
}

function open(path: string): WriteStream {
  const stream = createWriteStream(path, { flags: 'w' })
  // A full disk costs the log, not the shop.
  stream.on('error', () => undefined)
  return stream
}

async function end(stream: WriteStream): Promise<void> {
  if (stream.closed || stream.destroyed) return
  stream.end()
  await once(stream, 'close')
}
