import { randomInt } from 'node:crypto'

/** Whole numbers from 0 up to below a bound. */
export type Draw = (below: number) => number

/** Numbers by chance that the same seed gives again; without a seed a new one, which the test's output names. */
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
