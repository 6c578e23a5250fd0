import type { LogEntry } from '../../log/entry.ts'

/**
 * How connections of one kind encode an entry. Connections with equal `key` get the same bytes, so that an entry is
 * encoded once per kind and not once per member.
 */
export interface Encoding {
  readonly key: string
  encode(entry: LogEntry): Buffer
}

/** Entries of one room that are delivered together: one buffer per encoding. */
export class EntryBatch {
  readonly entries: readonly LogEntry[]
  readonly #encoded = new Map<string, Buffer>()

  constructor(entries: readonly LogEntry[]) {
    this.entries = entries
  }

  get firstSeq(): number {
    return this.entries[0]!.seq
  }

  get lastSeq(): number {
    return this.entries.at(-1)!.seq
  }

  encode(encoding: Encoding): Buffer {
    let bytes = this.#encoded.get(encoding.key)
    if (bytes === undefined) {
      const frames = this.entries.map((entry) => encoding.encode(entry))
      bytes = frames.length === 1 ? frames[0]! : Buffer.concat(frames)
      this.#encoded.set(encoding.key, bytes)
    }
    return bytes
  }
}
