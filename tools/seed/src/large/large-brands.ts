import type { Random } from '../deterministic/random.ts'
import { inventedWord } from './invented-words.ts'

export interface LargeBrand {
  id: number
  name: string
  sellerId: number
  /** The price of plain sneakers, in won. */
  basePrice: number
  /** How much larger its shoes are than their size says, in steps of reviews (-2 to 2): what reviews and returns follow. */
  fitBias: number
}

/** Price tiers: the share of brands, and the price of plain sneakers. */
const TIERS = [
  { share: 0.35, from: 29_000, to: 59_000 },
  { share: 0.4, from: 59_000, to: 119_000 },
  { share: 0.2, from: 119_000, to: 239_000 },
  { share: 0.05, from: 239_000, to: 590_000 },
]

/** Brands of two or three invented syllables, no two the same, and none that is taken. */
export function largeBrands(
  random: Random,
  { count, firstId, sellerIds }: { count: number; firstId: number; sellerIds: readonly number[] },
): LargeBrand[] {
  const taken = new Set<string>()
  return Array.from({ length: count }, (_, index) => {
    let name: string
    do name = inventedWord(random)
    while (taken.has(name))
    taken.add(name)
    return {
      id: firstId + index,
      name,
      sellerId: sellerIds[index % sellerIds.length]!,
      basePrice: priceOf(random),
      fitBias: Math.round((random.next() + random.next() - 1) * 10) / 10,
    }
  })
}

function priceOf(random: Random): number {
  let rest = random.next()
  const tier = TIERS.find(({ share }) => (rest -= share) < 0) ?? TIERS.at(-1)!
  return Math.round((tier.from + random.next() * (tier.to - tier.from)) / 1_000) * 1_000
}
