import type { TestContext } from 'node:test'
import { seeded } from '@munova/testing'

export interface Chance {
  below(limit: number): number
  shuffled<T>(list: readonly T[]): T[]
}

/** Random numbers from the seed in `SEED`, or from a random seed, which is printed. */
export function chance(t: Pick<TestContext, 'diagnostic'>): Chance {
  const seed = process.env['SEED']
  return chanceOf(seed === undefined ? seeded(t) : seeded(t, Number(seed)))
}

/** Random numbers of one of many things that run at the same moment: its choices do not depend on the others. */
export function ownChance(from: Chance): Chance {
  return chanceOf(seeded({ diagnostic: () => undefined }, from.below(2 ** 31)))
}

function chanceOf(below: Chance['below']): Chance {
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

/** The number of rounds of a randomized test: `ROUNDS`, or `few` without it. */
export function roundsOr(few: number): number {
  return Number(process.env['ROUNDS'] ?? few)
}
