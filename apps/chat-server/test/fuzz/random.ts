export interface Random {
  /** An integer from 0 up to but not including `end`; 0 for 0. */
  below(end: number): number
  of<Item>(items: readonly Item[]): Item
  bytes(length: number): Buffer<ArrayBuffer>
}

/** Dice that fall the same for the same seed (Mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (end: number) => (end === 0 ? 0 : next() % end)
  return {
    below,
    of: (items) => items[below(items.length)]!,
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  }
}
