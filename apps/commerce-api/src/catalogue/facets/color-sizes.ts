import { ColorFamily } from '@munova/commerce-contract'
import { grown } from './grown.ts'
import type { SizeBits } from './size-bits.ts'

/** The sizes of a colour family that are in stock. */
export interface FamilySizes extends SizeBits {
  family: ColorFamily
}

const numbers = new Map(ColorFamily.options.map((family, number) => [family, number]))
export const FAMILIES = ColorFamily.options.length
export const familyOf = (number: number): ColorFamily => ColorFamily.options[number]!

/** A set of families as bits. */
export function familyBits(families: readonly ColorFamily[]): number {
  let bits = 0
  for (const family of families) bits |= 1 << numbers.get(family)!
  return bits
}

const FIRST_CAPACITY = 2_048

const allocate = (capacity: number) => ({
  family: new Uint8Array(capacity),
  low: new Uint32Array(capacity),
  high: new Uint32Array(capacity),
  next: new Uint32Array(capacity),
})
type Columns = ReturnType<typeof allocate>

/**
 * Of many products, which sizes of which colour families are in stock: a list for each product, linked through columns that all share, 13 bytes for
 * each family of a product. A list is named by its first place; 0 is the empty one.
 */
export class ColorSizes {
  #columns: Columns = allocate(FIRST_CAPACITY)
  /** Never used before. */
  #fresh = 1
  /** A list of places that are free again. */
  #free = 0

  add(families: readonly FamilySizes[]): number {
    let first = 0
    for (const { family, low, high } of families) {
      const place = this.#take()
      this.#columns.family[place] = numbers.get(family)!
      this.#columns.low[place] = low
      this.#columns.high[place] = high
      this.#columns.next[place] = first
      first = place
    }
    return first
  }

  remove(first: number): void {
    const { next } = this.#columns
    for (let place = first; place !== 0;) {
      const following = next[place]!
      next[place] = this.#free
      this.#free = place
      place = following
    }
  }

  /** The low bits of the sizes of these families. */
  lowOf(first: number, families: number): number {
    return union(this.#columns, this.#columns.low, first, families)
  }

  highOf(first: number, families: number): number {
    return union(this.#columns, this.#columns.high, first, families)
  }

  /** Adds one for each family, or for each that has one of the sizes. */
  count(counts: Uint32Array, first: number, sizes: SizeBits | undefined): void {
    const { family, low, high, next } = this.#columns
    for (let place = first; place !== 0; place = next[place]!) {
      if (!sizes || (low[place]! & sizes.low) !== 0 || (high[place]! & sizes.high) !== 0)
        counts[family[place]!]!++
    }
  }

  #take(): number {
    const free = this.#free
    if (free !== 0) {
      this.#free = this.#columns.next[free]!
      return free
    }
    if (this.#fresh === this.#columns.next.length)
      this.#columns = grown(this.#columns, { allocate, capacity: this.#fresh })
    return this.#fresh++
  }
}

function union({ family, next }: Columns, bits: Uint32Array, first: number, families: number): number {
  let all = 0
  for (let place = first; place !== 0; place = next[place]!)
    if ((families >> family[place]!) & 1) all |= bits[place]!
  return all
}
