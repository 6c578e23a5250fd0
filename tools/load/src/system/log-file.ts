import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READ_BYTES = 256 * 1024

/**
 * The log of a server as a file that is polled: reading each line from a pipe as it arrives cost several per cent of the
 * core that the load tool shares with PostgreSQL.
 */
export class LogFile {
  readonly #folder: string
  readonly #file: FileHandle
  readonly #buffer = Buffer.alloc(READ_BYTES)
  #position = 0
  #rest = Buffer.alloc(0)
  /** The last read; reads run one after the other because they share the file position. */
  #lastRead: Promise<unknown> = Promise.resolve()
  #isClosed = false

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder
    this.#file = file
  }

  static async open(): Promise<LogFile> {
    const folder = await mkdtemp(join(tmpdir(), 'munova-load-log-'))
    return new LogFile(folder, await open(join(folder, 'log'), 'a+'))
  }

  /** The file descriptor that the server writes to. */
  get fd(): number {
    return this.#file.fd
  }

  /** Complete lines written since the last call. */
  lines(): Promise<string[]> {
    const lines = this.#lastRead.then(() => this.#read())
    this.#lastRead = lines
    return lines
  }

  async close(): Promise<void> {
    await this.#lastRead
    this.#isClosed = true
    await this.#file.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #read(): Promise<string[]> {
    const lines: string[] = []
    for (;;) {
      if (this.#isClosed) return lines
      const { bytesRead } = await this.#file.read(this.#buffer, 0, READ_BYTES, this.#position)
      if (bytesRead === 0) return lines
      this.#position += bytesRead
      const bytes = Buffer.concat([this.#rest, this.#buffer.subarray(0, bytesRead)])
      const end = bytes.lastIndexOf('\n') + 1
      this.#rest = Buffer.from(bytes.subarray(end))
      if (end > 0) lines.push(...bytes.toString('utf8', 0, end - 1).split('\n'))
    }
  }
}
