import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'

const MAX_BYTES = 20 * 1024 * 1024

/** The log of one process since the start. Rotates at `maxBytes` and keeps one older file. */
export class LogFile {
  readonly path: string
  readonly #maxBytes: number
  #stream: WriteStream
  #bytes = 0
  #rotating: Promise<void> | undefined
  #waiting: string[] = []

  constructor(path: string, maxBytes = MAX_BYTES) {
    this.path = path
    this.#maxBytes = maxBytes
    this.#stream = open(path)
  }

  write(line: string): void {
    if (this.#rotating) {
      // Lines written during a rotation are buffered, up to a bound.
      if (this.#waiting.length < 10_000) this.#waiting.push(line)
      return
    }
    this.#stream.write(`${line}\n`)
    this.#bytes += line.length + 1
    if (this.#bytes > this.#maxBytes) this.#rotating = this.#rotate()
  }

  async close(): Promise<void> {
    // Buffered lines of one rotation may cause the next one.
    while (this.#rotating) await this.#rotating
    await end(this.#stream)
  }

  async #rotate(): Promise<void> {
    await end(this.#stream)
    await rename(this.path, `${this.path}.old`).catch(() => undefined)
    this.#stream = open(this.path)
    this.#bytes = 0
    this.#rotating = undefined
    for (const line of this.#waiting.splice(0)) this.write(line)
  }
}

function open(path: string): WriteStream {
  const stream = createWriteStream(path, { flags: 'w' })
  // A full disk must not stop the apps.
  stream.on('error', () => undefined)
  return stream
}

async function end(stream: WriteStream): Promise<void> {
  if (stream.closed || stream.destroyed) return
  stream.end()
  await once(stream, 'close')
}
