import type { LogEntry } from '../../log/entry.ts'

/**
 * How a family of connections carries an entry. Connections with equal `key` get the very same bytes, so that an
 * entry is encoded once per family and not once per member.
 */
export interface Encoding {
  readonly key: string
  encode(entry: LogEntry): Buffer
}

/** Entries of one room that leave in the same turn of the event loop: one buffer per family. */
export class Batch {
  readonly entries: readonly LogEntry[]
  readonly #wires = new Map<string, Buffer>()

  constructor(entries: readonly LogEntry[]) {
    this.entries = entries
  }

  get firstSeq(): number {
    return this.entries[0]!.seq
  }

  get lastSeq(): number {
    return this.entries.at(-1)!.seq
  }

  wire(encoding: Encoding): Buffer {
    let wire = this.#wires.get(encoding.key)
    if (wire === undefined) {
      const frames = this.entries.map((entry) => encoding.encode(entry))
      wire = frames.length === 1 ? frames[0]! : Buffer.concat(frames)
      this.#wires.set(encoding.key, wire)
    }
    return wire
  }
}

/** The first entries whose bodies have `bytes` together, at least one. */
export function fitting(entries: readonly LogEntry[], bytes: number): LogEntry[] {
  let total = 0
  const end = entries.findIndex((entry, index) => (total += entry.body.length) > bytes && index > 0)
  return entries.slice(0, end === -1 ? entries.length : end)
}
