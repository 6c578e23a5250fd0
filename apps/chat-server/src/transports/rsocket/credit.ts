/** A request for this many means: without a limit. */
const UNLIMITED = 0x7fff_ffff

/** How many more entries the requester of a stream has asked for. Adds up without overflowing. */
export class Credit {
  #left = 0

  constructor(requested: number) {
    this.add(requested)
  }

  get left(): number {
    return this.#left
  }

  add(requested: number): void {
    const sum = this.#left + requested
    this.#left = sum >= UNLIMITED ? Infinity : sum
  }

  /** The requester is gone: whatever it had asked for, it wants nothing more. */
  withdraw(): void {
    this.#left = 0
  }

  spend(entries: number): void {
    this.#left -= entries
  }
}
