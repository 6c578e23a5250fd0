import { SizeMm } from '@munova/commerce-contract'

/** A set of sizes as bits: the first 31 in `low`, whose sign stays free, the others in `high`. */
export interface SizeBits {
  low: number
  high: number
}

export const SMALLEST = SizeMm.minValue!
export const STEP = 5
export const IN_LOW = 31
/** Sizes there are. */
export const SIZES = (SizeMm.maxValue! - SMALLEST) / STEP + 1

export const sizeOf = (place: number): number => SMALLEST + place * STEP

export function bitsOf(sizes: readonly number[]): SizeBits {
  const bits = { low: 0, high: 0 }
  for (const size of sizes) {
    const place = (size - SMALLEST) / STEP
    if (place < IN_LOW) bits.low |= 1 << place
    else bits.high |= 1 << (place - IN_LOW)
  }
  return bits
}

/** Adds one for each size of the set. */
export function countSizes(counts: Uint32Array, low: number, high: number): void {
  for (let bits = low; bits !== 0; bits &= bits - 1) counts[31 - Math.clz32(bits & -bits)]!++
  for (let bits = high; bits !== 0; bits &= bits - 1) counts[IN_LOW + 31 - Math.clz32(bits & -bits)]!++
}
