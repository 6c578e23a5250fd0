import type { Random } from '../deterministic/random.ts'

/** An index below `count`; one is drawn half as often as the one at half its place. */
export function zipf(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor(Math.exp(random.next() * Math.log(count + 1)) - 1))
}
