import type { Random } from '../deterministic/random.ts'
import { zipf } from './zipf.ts'

/** A prime larger than the catalogue, so that the ranks of neighbours lie far apart. */
const STRIDE = 7_368_787

/** The id of a product, drawn by its popularity. */
export function popularProduct(random: Random, products: number): number {
  return ((zipf(random, products) * STRIDE) % products) + 1
}
