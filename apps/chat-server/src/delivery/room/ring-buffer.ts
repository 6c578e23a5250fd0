import type { LogEntry } from '../../log/entry.ts'

/** The newest entries of a live room, without gaps. Subscriptions that resume read from it instead of from the log. */
export class RingBuffer {
  readonly #capacity: number
  /** Allocated with the first entry: most live rooms are silent. */
  #slots: (LogEntry | undefined)[] = []
  #lastSeq = 0
  #size = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** `entry` must follow the entry of the previous call. */
  push(entry: LogEntry): void {
    if (this.#size === 0) this.#slots = Array.from({ length: this.#capacity })
    this.#slots[entry.seq % this.#capacity] = entry
    this.#lastSeq = entry.seq
    this.#size = Math.min(this.#size + 1, this.#capacity)
  }

  clear(): void {
    this.#slots = []
    this.#size = 0
  }

  /** Up to `limit` entries after `seq`; undefined when the entry that follows `seq` is not in the buffer. */
  after(seq: number, limit: number): LogEntry[] | undefined {
    if (seq >= this.#lastSeq || seq + this.#size < this.#lastSeq) return undefined
    const count = Math.min(limit, this.#lastSeq - seq)
    return Array.from({ length: count }, (_, index) => this.#slots[(seq + 1 + index) % this.#capacity]!)
  }
}
