import type { LogEntry } from '../../log/entry.ts'

/** Bodies are stored in slabs of this size; a larger body has one of its own. */
const SLAB_BYTES = 64 * 1024
/** What an entry costs apart from its body: two objects and its places in the ring buffer and the slab, measured 240 bytes. */
const ENTRY_BYTES = 250

/** What a slab needs of the ring buffers whose entries it holds. */
interface Ring {
  /** Removes the entries up to this seq. */
  dropUntil(seq: number): void
}

interface Slab {
  readonly bytes: Buffer
  used: number
  /** Entries that are still in a ring buffer. */
  entries: number
  /** The newest entry of each ring buffer in here. */
  readonly newest: Map<Ring, number>
}

export interface StoredEntry extends LogEntry {
  readonly slab: Slab
}

/**
 * The memory of all ring buffers of a process: `maxBytes` at most. Above that the oldest slab is given up with its entries,
 * so that rooms without recent entries lose theirs first; whoever resumes there reads the log.
 *
 * Bodies are copied. A small Buffer is a slice of Node's own pool, of which a ring buffer would keep everything that was
 * allocated at the same moment, such as acks and frames that were sent long ago.
 */
export class RingMemory {
  readonly #maxBytes: number
  readonly #onEvicted: () => void
  /** Oldest first. */
  readonly #slabs = new Set<Slab>()
  #current: Slab | undefined
  #bytes = 0

  constructor(options: { maxBytes: number; onEvicted: () => void }) {
    this.#maxBytes = options.maxBytes
    this.#onEvicted = options.onEvicted
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The entry with its body in this memory. `evict` is to be called once the ring buffer has it. */
  store(ring: Ring, entry: LogEntry): StoredEntry {
    const { roomId, seq, body, endsFor } = entry
    const slab = this.#slabFor(body.length)
    const end = slab.used + body.copy(slab.bytes, slab.used)
    const stored = { roomId, seq, body: slab.bytes.subarray(slab.used, end), endsFor, slab }
    slab.used = end
    slab.entries++
    slab.newest.set(ring, seq)
    this.#bytes += ENTRY_BYTES
    return stored
  }

  /** The entry is no longer in its ring buffer. */
  release({ slab }: StoredEntry): void {
    this.#bytes -= ENTRY_BYTES
    slab.entries--
    if (slab.entries > 0) return
    this.#bytes -= slab.bytes.length
    this.#slabs.delete(slab)
    if (this.#current === slab) this.#current = undefined
  }

  evict(): void {
    while (this.#bytes > this.#maxBytes) {
      const [oldest] = this.#slabs
      if (!oldest) return
      for (const [ring, seq] of oldest.newest) ring.dropUntil(seq)
      this.#onEvicted()
    }
  }

  #slabFor(length: number): Slab {
    const current = this.#current
    if (current && current.used + length <= current.bytes.length) return current
    const bytes = Buffer.allocUnsafeSlow(Math.max(length, SLAB_BYTES))
    const slab = { bytes, used: 0, entries: 0, newest: new Map<Ring, number>() }
    this.#slabs.add(slab)
    this.#bytes += bytes.length
    this.#current = slab
    return slab
  }
}
