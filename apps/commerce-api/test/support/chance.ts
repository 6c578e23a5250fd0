import type { TestContext } from 'node:test'
import { seeded } from '@munova/testing'

export interface Chance {
  below(limit: number): number
  shuffled<T>(list: readonly T[]): T[]
}

/** By chance, or as `SEED` says. The seed is printed. */
export function chance(t: Pick<TestContext, 'diagnostic'>): Chance {
  const seed = process.env['SEED']
  const below = seed === undefined ? seeded(t) : seeded(t, Number(seed))
  return {
    below,
    shuffled<T>(list: readonly T[]): T[] {
      const result = [...list]
      for (let at = result.length - 1; at > 0; at--) {
        const other = below(at + 1)
        ;[result[at], result[other]] = [result[other]!, result[at]!]
      }
      return result
    },
  }
}

/** How often a test repeats itself: a few times with all the others, as often as `ROUNDS` says alone. */
export function roundsOr(few: number): number {
  return Number(process.env['ROUNDS'] ?? few)
}
