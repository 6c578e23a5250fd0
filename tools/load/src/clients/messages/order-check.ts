/** A longer gap counts as lost at once, even if its entries arrive later. */
const LONGEST_GAP = 100_000

/**
 * Checks the seqs of one room in the order in which one member receives them. Expected is each seq once, ascending,
 * starting after `position`. A seq after a newer one is out of order; a seq for the second time is doubled.
 */
export class OrderCheck {
  readonly #missing = new Set<number>()
  #next: number
  #skipped = 0
  #received = 0
  #doubled = 0
  #outOfOrder = 0

  constructor(position: number) {
    this.#next = position + 1
  }

  /** The highest seq received; some below it may be missing. */
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

  observe(seq: number): void {
    this.#received++
    if (seq === this.#next) this.#next++
    else if (seq > this.#next) this.#skipTo(seq)
    else if (this.#missing.delete(seq)) this.#outOfOrder++
    else this.#doubled++
  }

  /** Whether everything up to `last` was received. */
  reached(last: number): boolean {
    return this.lost(last) === 0
  }

  /** How many entries up to `last`, the newest stored one, were never received. */
  lost(last: number): number {
    return this.#missing.size + this.#skipped + Math.max(0, last + 1 - this.#next)
  }

  /** How many entries were received that are not stored. */
  unstored(last: number): number {
    return Math.max(0, this.#next - 1 - last)
  }

  #skipTo(seq: number): void {
    if (seq - this.#next > LONGEST_GAP) this.#skipped += seq - this.#next
    else for (let missing = this.#next; missing < seq; missing++) this.#missing.add(missing)
    this.#next = seq + 1
  }
}
