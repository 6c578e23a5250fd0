import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'

/** Percentiles in milliseconds; all 0 when nothing was recorded. */
export interface LatencySummary {
  count: number
  mean: number
  p50: number
  p90: number
  p99: number
  p999: number
  max: number
}

/** Recorded in microseconds with three significant digits; values above a minute count as a minute. */
const LONGEST_US = 60_000_000
const empty = () =>
  build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
  })

/** A histogram of latencies. */
export class Latency {
  readonly #histogram = empty()

  record(milliseconds: number): void {
    const microseconds = Math.round(milliseconds * 1_000)
    this.#histogram.recordValue(Math.min(Math.max(microseconds, 1), LONGEST_US))
  }

  /** The histogram as text, to be merged in another process by `summarize`. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram)
  }
}

/** Merges the histograms of several processes into one summary. */
export function summarize(encoded: readonly string[]): LatencySummary {
  const sum = empty()
  for (const text of encoded) sum.add(decodeFromCompressedBase64(text, 32))
  const at = (percentile: number) => (sum.totalCount === 0 ? 0 : sum.getValueAtPercentile(percentile) / 1_000)
  return {
    count: sum.totalCount,
    mean: sum.totalCount === 0 ? 0 : sum.mean / 1_000,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: at(100),
  }
}
