import type { LatencySummary } from '../clients/statistics/latency.ts'
import type { Figure } from '../scenario/scenario.ts'

/** p50, p99 and max in milliseconds; undefined values when nothing was recorded. */
export function timeFigures(key: string, label: string, latency: LatencySummary): Figure[] {
  const { count, p50, p99, max } = latency
  return Object.entries({ p50, p99, max }).map(([name, value]) => ({
    key: `${key}.${name}`,
    label: `${label} ${name}`,
    value: count === 0 ? undefined : value,
    unit: 'ms',
    digits: 1,
  }))
}

export function rateFigure(key: string, label: string, value: number): Figure {
  return { key, label, value, unit: '/s', digits: value < 1_000 ? 1 : 0 }
}

export function countFigure(key: string, label: string, value: number): Figure {
  return { key, label, value, unit: '' }
}
