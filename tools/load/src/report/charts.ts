import { contestants } from '../contestants/index.ts'
import { barChart } from './bar-chart.ts'
import type { Results } from './results.ts'
import { originalBursts, originalTalks } from './original-system.ts'
import { amounts, type Size } from './parameters.ts'
import { show } from './format.ts'

export interface Chart {
  file: string
  title: string
  svg: string
}

/** The charts of the page. */
export function chartsOf(results: Results, size: Size): Chart[] {
  const { bursts, users } = amounts[size]
  return [
    chart('connect', {
      title: 'Successful connections of a burst',
      unit: '%',
      series: ['original, tuned', 'ours, default settings'],
      groups: bursts.map((connections) => ({
        label: `${show(connections)} connections`,
        values: [
          originalBursts.find((row) => row.connections === connections)?.none[0],
          results.figure(`connect-${connections}-none`, 'succeeded.percent'),
        ],
      })),
    }),
    chart('talk', {
      title: 'Received messages',
      unit: '%',
      series: ['original, RSocket', 'ours, RSocket', 'ours, STOMP'],
      groups: users.map((count) => ({
        label: `${show(count)} users`,
        values: [
          originalTalks.find((row) => row.users === count)?.rsocket.received,
          results.figure(`talk-rsocket-ws-${count}`, 'received.percent'),
          results.figure(`talk-stomp-${count}`, 'received.percent'),
        ],
      })),
    }),
    ...(['idle', 'busy'] as const).flatMap((load) => [
      compared(results, load, { key: 'p99', title: 'delivery p99', unit: 'ms' }),
      compared(results, load, { key: 'cpu', title: 'server CPU per delivery', unit: 'µs' }),
    ]),
  ]
}

function compared(
  results: Results,
  load: 'idle' | 'busy',
  { key, title, unit }: { key: string; title: string; unit: string },
): Chart {
  const rate = results.get(`compare-${load}`)?.report?.options['rate']
  const members = results.get(`compare-${load}`)?.report?.options['members']
  return chart(`compare-${load}-${key}`, {
    title: `A room of ${members ?? '–'}, ${rate ?? '–'} messages/s: ${title}`,
    unit,
    series: ['median'],
    groups: contestants.map((contestant) => ({
      label: contestant.label.replaceAll('`', '').replace(', an INSERT per message', ''),
      values: [results.figure(`compare-${load}`, `${contestant.key}.${key}`)],
    })),
  })
}

function chart(file: string, bars: Parameters<typeof barChart>[0]): Chart {
  return { file: `${file}.svg`, title: bars.title, svg: barChart(bars) }
}
