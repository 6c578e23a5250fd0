import type { Measurement } from '../measurement/measure.ts'
import type { Table } from '../scenario/scenario.ts'
import { median } from '../statistics/median.ts'
import type { Round } from './comparison.ts'
import { type Contestant, isOurs } from './contestant.ts'

/** The rounds at one rate, in messages per second. */
export interface RoundsAtRate {
  rate: number
  rounds: readonly Round[]
}

/** Our latency may be so many times that of each other server … */
const LIMIT = 1.2
/** … and of NATS, which stores nothing, in a quiet room, where the time to store a message is most of the latency. */
const QUIET_RATE = 20
const QUIET_NATS_LIMIT = 1.5
/** Of our server alone. */
const ALONE_P99_MS = 100

const percentiles = ['p50', 'p99'] as const
type Percentile = (typeof percentiles)[number]

/**
 * Ours ÷ the others' latency at each rate. Of the others that delivered everything, the one that is closest to its limit or
 * furthest beyond it decides. `alone`: our server at a rate that is not compared.
 */
export function verdictTable(
  contestants: readonly Contestant[],
  compared: readonly RoundsAtRate[],
  alone: RoundsAtRate | undefined,
): Table {
  const ours = contestants.filter(isOurs)
  const rows = compared.flatMap((at) => ours.map((own) => comparedRow(own, othersOf(own, contestants), at)))
  return {
    title: `Ours ÷ the best of the others, median over the rounds; reached up to ${LIMIT}, against NATS at ${QUIET_RATE}/s up to ${QUIET_NATS_LIMIT}`,
    head: ['messages/s', '', 'p50', 'p99', ''],
    rows: alone ? [...rows, ...ours.map((own) => aloneRow(own, alone))] : rows,
  }
}

/** The contestants between one of ours and the next. */
function othersOf(own: Contestant, contestants: readonly Contestant[]): Contestant[] {
  const after = contestants.slice(contestants.indexOf(own) + 1)
  const end = after.findIndex(isOurs)
  return end === -1 ? after : after.slice(0, end)
}

function comparedRow(
  own: Contestant,
  others: readonly Contestant[],
  { rate, rounds }: RoundsAtRate,
): string[] {
  const limitOf = ({ key }: Contestant) => (key === 'nats' && rate <= QUIET_RATE ? QUIET_NATS_LIMIT : LIMIT)
  const decisive = percentiles.map((percentile) =>
    others
      .flatMap((other) => {
        const ratio = ratioOf(percentile, rounds, { own, other })
        return ratio === undefined ? [] : { other, ratio, margin: ratio / limitOf(other) }
      })
      .toSorted((one, another) => another.margin - one.margin)
      .at(0),
  )
  const isReached = isComplete(own, rounds) && decisive.every((each) => each && each.margin <= 1)
  return [
    String(rate),
    own.label,
    ...decisive.map((each) => (each ? `${each.ratio.toFixed(2)} × ${each.other.label}` : '–')),
    verdict(isReached),
  ]
}

function aloneRow(own: Contestant, { rate, rounds }: RoundsAtRate): string[] {
  const [p50, p99] = percentiles.map((percentile) =>
    median(rounds.flatMap((round) => latencyOf(round.get(own.key), percentile) ?? [])),
  )
  const isReached = isComplete(own, rounds) && p99 !== undefined && p99 <= ALONE_P99_MS
  return [
    String(rate),
    `${own.label}, alone; p99 ≤ ${ALONE_P99_MS} ms, 100 %, in order`,
    withUnit(p50),
    withUnit(p99),
    verdict(isReached),
  ]
}

function ratioOf(
  percentile: Percentile,
  rounds: readonly Round[],
  { own, other }: { own: Contestant; other: Contestant },
): number | undefined {
  return median(
    rounds.flatMap((round) => {
      const [ours, theirs] = [own, other].map(({ key }) => latencyOf(round.get(key), percentile))
      return ours === undefined || theirs === undefined ? [] : ours / theirs
    }),
  )
}

/** Undefined when something is missing: what was lost has no latency. */
function latencyOf(measured: Measurement | undefined, percentile: Percentile): number | undefined {
  return measured && measured.lost === 0 && measured.delivery.count > 0
    ? measured.delivery[percentile]
    : undefined
}

/** Everything arrived once and in order, in every round. */
function isComplete({ key }: Contestant, rounds: readonly Round[]): boolean {
  return rounds.every((round) => round.get(key)?.problems.length === 0)
}

function verdict(isReached: boolean): string {
  return isReached ? 'reached' : '**missed**'
}

function withUnit(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : `${milliseconds.toFixed(1)} ms`
}
