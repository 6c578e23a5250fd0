/** An entry of a log, as it was before a fault deleted it. */
export interface DeletedEntry {
  roomId: number
  seq: number
  /** Number of the message + 1; 0 for an entry that is not a message; or FOREIGN. */
  message: number
  /** Checksum of the event body. */
  body: number
}

/** The entries that faults have deleted from the logs. A seq may have been deleted several times. */
export class DeletedEntries {
  readonly #bySeq = new Map<string, DeletedEntry[]>()
  readonly #rooms = new Set<number>()
  #length = 0

  get length(): number {
    return this.#length
  }

  add(entry: DeletedEntry): void {
    const key = `${entry.roomId} ${entry.seq}`
    this.#bySeq.set(key, [...(this.#bySeq.get(key) ?? []), entry])
    this.#rooms.add(entry.roomId)
    this.#length++
  }

  isAnyOf(roomId: number): boolean {
    return this.#rooms.has(roomId)
  }

  /** Whether an entry with this body had this seq. */
  hasBody({ roomId, seq, body }: { roomId: number; seq: number; body: number }): boolean {
    return this.#of(roomId, seq).some((entry) => entry.body === body)
  }

  /** Whether the message with this number had this seq. */
  hasMessage({ roomId, seq, message }: { roomId: number; seq: number; message: number }): boolean {
    return this.#of(roomId, seq).some((entry) => entry.message === message + 1)
  }

  #of(roomId: number, seq: number): readonly DeletedEntry[] {
    return this.#bySeq.get(`${roomId} ${seq}`) ?? []
  }
}
