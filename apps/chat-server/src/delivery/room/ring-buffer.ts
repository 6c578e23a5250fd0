import type { LogEntry } from '../../log/entry.ts'
import type { RingMemory, StoredEntry } from './ring-memory.ts'

/** The newest entries of a live room, without gaps. Subscriptions that resume read from it instead of from the log. */
export class RingBuffer {
  readonly #capacity: number
  readonly #memory: RingMemory
  /** Oldest first. */
  readonly #entries: StoredEntry[] = []

  constructor(options: { capacity: number; memory: RingMemory }) {
    this.#capacity = options.capacity
    this.#memory = options.memory
  }

  /** `entry` must follow the entry of the previous call. */
  push(entry: LogEntry): void {
    if (this.#entries.length >= this.#capacity) this.#dropFirst()
    this.#entries.push(this.#memory.store(this, entry))
    this.#memory.evict()
  }

  /** Up to `limit` entries after `seq`; undefined when the entry that follows `seq` is not in the buffer. */
  after(seq: number, limit: number): LogEntry[] | undefined {
    const [first] = this.#entries
    if (!first) return undefined
    const from = seq + 1 - first.seq
    if (from < 0 || from >= this.#entries.length) return undefined
    return this.#entries.slice(from, from + limit)
  }

  /** The entry with this seq, while the buffer has it. */
  at(seq: number): LogEntry | undefined {
    const [first] = this.#entries
    return first && this.#entries[seq - first.seq]
  }

  all(): LogEntry[] {
    return [...this.#entries]
  }

  dropUntil(seq: number): void {
    while (this.#entries.length > 0 && this.#entries[0]!.seq <= seq) this.#dropFirst()
  }

  clear(): void {
    this.dropUntil(Infinity)
  }

  #dropFirst(): void {
    const first = this.#entries.shift()
    if (first) this.#memory.release(first)
  }
}
