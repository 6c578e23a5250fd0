/** A request-n of this value means: unlimited (RSocket, "Request N"). */
const UNLIMITED = 0x7fff_ffff

/** How many more entries the requester of a stream accepts. Adding up never overflows. */
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

  /** To be called when the stream has ended: nothing more is accepted. */
  withdraw(): void {
    this.#left = 0
  }

  spend(entries: number): void {
    this.#left -= entries
  }
}
