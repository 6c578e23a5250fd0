/** Counts by name. */
export type Tally = Record<string, number>

export function count(tally: Tally, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1
}

/** Sums by name. */
export function merge(tallies: readonly Tally[]): Tally {
  const sum: Tally = {}
  for (const tally of tallies) {
    for (const [key, value] of Object.entries(tally)) sum[key] = (sum[key] ?? 0) + value
  }
  return sum
}
