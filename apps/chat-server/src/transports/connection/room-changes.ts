/** Runs what concerns one room one after the other, in the order of the calls; rooms do not wait for each other. */
export class RoomChanges {
  /** The last change of each room that is still under way. */
  readonly #last = new Map<number, Promise<void>>()

  async run(roomId: number, change: () => Promise<void>): Promise<void> {
    const mine = (this.#last.get(roomId) ?? Promise.resolve()).then(change)
    const settled = mine.catch(() => {})
    this.#last.set(roomId, settled)
    try {
      await mine
    } finally {
      if (this.#last.get(roomId) === settled) this.#last.delete(roomId)
    }
  }
}
