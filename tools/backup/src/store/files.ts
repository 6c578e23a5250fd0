import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Files at once: a disk takes them together, and waits for each alone. */
const AT_ONCE = 16

/** Runs for each of the files, several at a time. After the first failure no further ones are begun; rejects when all have ended. */
export async function forFiles<T, R>(files: readonly T[], run: (file: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  const waiting = files.entries()
  const work = async () => {
    for (const [index, file] of waiting) {
      if (failures.length > 0) return
      try {
        results[index] = await run(file)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (failures.length > 0) throw failures[0]
  return results
}

interface Content {
  bytes: number
  sha256: string
}

/** Copies what a file has now, for its owner alone, and says what that was. It is on the disk when this resolves. */
export function copyFile(from: string, to: string, signal: AbortSignal): Promise<Content> {
  return through(from, createWriteStream(to, { mode: 0o600, flush: true }), signal)
}

/** Reads a file to its end. */
export function contentOf(file: string, signal: AbortSignal): Promise<Content> {
  return through(file, new Writable({ write: (_chunk, _encoding, done) => done() }), signal)
}

async function through(from: string, to: Writable, signal: AbortSignal): Promise<Content> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    createReadStream(from),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    to,
    { signal },
  )
  return { bytes, sha256: hash.digest('hex') }
}
