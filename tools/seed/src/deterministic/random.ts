import { createHash } from 'node:crypto'

/** A pseudorandom source: the same seed gives the same numbers on every machine. */
export interface Random {
  /** At least 0, below 1. */
  next(): number
  /** An integer from `min` to `max`, inclusive. */
  int(min: number, max: number): number
  pick<Item>(list: readonly Item[]): Item
  chance(probability: number): boolean
  shuffle<Item>(list: readonly Item[]): Item[]
  /** A version 4 UUID. */
  uuid(): string
}

/** An independent source for each `name`, so that a change in one part of the shop does not change the others. */
export function randomOf(seed: number, name: string): Random {
  const next = sfc32(createHash('sha256').update(`${seed}:${name}`).digest())
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    pick: (list) => list[int(0, list.length - 1)]!,
    chance: (probability) => next() < probability,
    shuffle(list) {
      const items = [...list]
      for (let last = items.length - 1; last > 0; last--) {
        const other = int(0, last)
        ;[items[last], items[other]] = [items[other]!, items[last]!]
      }
      return items
    },
    uuid() {
      const digits = Array.from({ length: 32 }, () => int(0, 15).toString(16)).join('')
      const [, a, b, c, d] = /^(.{8})(.{4}).(.{3}).(.{15})/.exec(digits)!
      return `${a}-${b}-4${c}-8${d!.slice(0, 3)}-${d!.slice(3)}`
    },
  }
}

/** Small Fast Counter, 32 bit: 128 bits of state in four words, the last one a counter. */
function sfc32(state: Buffer): () => number {
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => state.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ]
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 2 ** 32
  }
}
