import { randomInt } from 'node:crypto'

/** A random integer from 0 to below a bound. */
export type Draw = (below: number) => number

/** Random numbers that can be repeated with the same seed. Without one the seed is random; the test's output has it. */
export function seeded(t: { diagnostic(text: string): void }, seed = randomInt(2 ** 31)): Draw {
  t.diagnostic(`seed ${seed}`)
  // mulberry32.
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
