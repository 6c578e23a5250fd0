import { type Contestant, isOurs } from './contestant.ts'
import type { Measurement } from '../measurement/measure.ts'
import { median } from '../statistics/median.ts'
import type { Figure, ScenarioResult } from '../scenario/scenario.ts'

/** The measurements of one round by contestant key. */
export type Round = Map<string, Measurement>

interface Metric {
  key: string
  label: string
  unit: string
  digits: number
  of(measured: Measurement): number | undefined
  /** Whether the ratio to ours is shown. */
  compared: boolean
}

const metrics: readonly Metric[] = [
  {
    key: 'deliveries',
    label: 'deliveries',
    unit: '/s',
    digits: 0,
    of: ({ during }) => during.delivered / during.seconds,
    compared: true,
  },
  {
    key: 'p50',
    label: 'p50',
    unit: 'ms',
    digits: 1,
    of: ({ delivery }) => (delivery.count === 0 ? undefined : delivery.p50),
    compared: true,
  },
  {
    key: 'p99',
    label: 'p99',
    unit: 'ms',
    digits: 1,
    of: ({ delivery }) => (delivery.count === 0 ? undefined : delivery.p99),
    compared: true,
  },
  {
    key: 'cpu',
    label: 'server CPU per delivery',
    unit: 'µs',
    digits: 2,
    of: ({ during }) =>
      during.cpu.server === undefined || during.delivered === 0
        ? undefined
        : (during.cpu.server * 1e6) / during.delivered,
    compared: true,
  },
  {
    key: 'rss',
    label: 'server RSS',
    unit: 'MiB',
    digits: 0,
    of: ({ memory }) => memory && memory.rss / 1_048_576,
    compared: false,
  },
  { key: 'lost', label: 'lost', unit: '', digits: 0, of: ({ lost }) => lost, compared: false },
  {
    key: 'outOfOrder',
    label: 'out of order',
    unit: '',
    digits: 0,
    of: ({ outOfOrder }) => outOfOrder,
    compared: false,
  },
]

/**
 * Medians over the rounds, and median and range of the ratios to ours, computed per round. Each contestant is compared
 * with the closest MUNOVA entry before it in the list.
 */
export function comparison(
  contestants: readonly Contestant[],
  rounds: readonly Round[],
  title: string,
): Pick<ScenarioResult, 'figures' | 'tables'> {
  const figures: Figure[] = []
  const rows: string[][] = []
  let ours = contestants[0]!
  for (const contestant of contestants) {
    if (isOurs(contestant)) ours = contestant
    const row = [contestant.label]
    for (const metric of metrics) {
      const values = valuesOf(metric, rounds, contestant)
      figures.push({
        key: `${contestant.key}.${metric.key}`,
        label: `${contestant.label}: ${metric.label}`,
        value: median(values),
        unit: metric.unit,
        digits: metric.digits,
      })
      const ratios =
        contestant === ours || !metric.compared ? [] : ratiosOf(metric, rounds, { contestant, ours })
      if (ratios.length > 0) figures.push(ratioFigure(`${contestant.key}.${metric.key}`, contestant, ratios))
      row.push(cell(values, ratios, metric))
    }
    rows.push(row)
  }
  const head = [
    '',
    ...metrics.map(({ label, unit }) =>
      unit === '' ? label : unit === '/s' ? `${label}/s` : `${label}, ${unit}`,
    ),
  ]
  return {
    figures,
    tables: [{ title: `${title}; in brackets × ours, median and range over the rounds`, head, rows }],
  }
}

function valuesOf(metric: Metric, rounds: readonly Round[], { key }: Contestant): number[] {
  return rounds.flatMap((round) => {
    const measured = round.get(key)
    return (measured && metric.of(measured)) ?? []
  })
}

function ratiosOf(
  metric: Metric,
  rounds: readonly Round[],
  { contestant, ours }: { contestant: Contestant; ours: Contestant },
): number[] {
  return rounds.flatMap((round) => {
    const [theirs, own] = [round.get(contestant.key), round.get(ours.key)]
    const [value, against] = [theirs && metric.of(theirs), own && metric.of(own)]
    return value === undefined || against === undefined || against === 0 ? [] : value / against
  })
}

function ratioFigure(key: string, { label }: Contestant, ratios: readonly number[]): Figure {
  return { key: `${key}.ratio`, label: `${label}: times ours`, value: median(ratios), unit: '', digits: 2 }
}

function cell(values: readonly number[], ratios: readonly number[], { digits }: Metric): string {
  const value = median(values)
  if (value === undefined) return '–'
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  if (ratios.length === 0) return text
  const [middle, least, most] = [median(ratios)!, Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
    ratio.toFixed(2),
  )
  return ratios.length === 1 ? `${text} (${middle})` : `${text} (${middle}; ${least}–${most})`
}
