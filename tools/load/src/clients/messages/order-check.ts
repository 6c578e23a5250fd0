/** A gap longer than this is counted as lost at once; nothing that arrives late heals it. */
const LONGEST_GAP = 100_000

/**
 * Watches the seqs of one room as one member gets them. They must come one by one, each once, from the first after
 * `position` on. Out of order is what comes after something newer; doubled is what was there before.
 */
export class OrderCheck {
  readonly #missing = new Set<number>()
  #next: number
  #given = 0
  #received = 0
  #doubled = 0
  #outOfOrder = 0

  constructor(position: number) {
    this.#next = position + 1
  }

  /** All up to here has come, but for what is missing in between. */
  get position(): number {
    return this.#next - 1
  }

  get received(): number {
    return this.#received
  }

  get doubled(): number {
    return this.#doubled
  }

  get outOfOrder(): number {
    return this.#outOfOrder
  }

  take(seq: number): void {
    this.#received++
    if (seq === this.#next) this.#next++
    else if (seq > this.#next) this.#skipTo(seq)
    else if (this.#missing.delete(seq)) this.#outOfOrder++
    else this.#doubled++
  }

  /** Whether everything up to `last` is there. */
  reached(last: number): boolean {
    return this.lost(last) === 0
  }

  /** How many up to `last`, the newest that is stored, never came. */
  lost(last: number): number {
    return this.#missing.size + this.#given + Math.max(0, last + 1 - this.#next)
  }

  /** How many came that are not stored at all. */
  unstored(last: number): number {
    return Math.max(0, this.#next - 1 - last)
  }

  #skipTo(seq: number): void {
    if (seq - this.#next > LONGEST_GAP) this.#given += seq - this.#next
    else for (let missing = this.#next; missing < seq; missing++) this.#missing.add(missing)
    this.#next = seq + 1
  }
}
