import type { LogEntry } from '../../log/entry.ts'

/** The newest entries of a live room, without gaps: those who resume are served from here. */
export class Ring {
  readonly #capacity: number
  /** Empty until something happens: most rooms that are live are silent. */
  #slots: (LogEntry | undefined)[] = []
  #last = 0
  #size = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** `entry` must follow the one pushed before. */
  push(entry: LogEntry): void {
    if (this.#size === 0) this.#slots = Array.from({ length: this.#capacity })
    this.#slots[entry.seq % this.#capacity] = entry
    this.#last = entry.seq
    this.#size = Math.min(this.#size + 1, this.#capacity)
  }

  /** Up to `limit` entries after `seq`, or undefined when the one that follows `seq` is not here (any more). */
  after(seq: number, limit: number): LogEntry[] | undefined {
    if (seq >= this.#last || seq + this.#size < this.#last) return undefined
    const count = Math.min(limit, this.#last - seq)
    return Array.from({ length: count }, (_, index) => this.#slots[(seq + 1 + index) % this.#capacity]!)
  }
}
