import { createHash } from 'node:crypto'

/** Chances that are the same for the same seed. */
export class Dice {
  readonly #seed: string
  #throws = 0

  /** Dice with different names fall independently of each other. */
  constructor(seed: number, name: string) {
    this.#seed = `${seed} ${name}`
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    const hash = createHash('sha256').update(`${this.#seed} ${this.#throws++}`).digest()
    return least + (hash.readUInt32BE() % (most - least + 1))
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.between(0, items.length - 1)]!
  }

  /** `count` of the items, in an order of chance. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const left = [...items]
    const taken: Item[] = []
    while (taken.length < count && left.length > 0) {
      taken.push(...left.splice(this.between(0, left.length - 1), 1))
    }
    return taken
  }
}
