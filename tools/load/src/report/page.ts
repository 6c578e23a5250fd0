import { describeMachine, markdown } from '../output/output.ts'
import type { Chart } from './charts.ts'
import { phase1, phase2, phase3 } from './phases.ts'
import type { Results } from './results.ts'
import type { Size } from './amounts.ts'
import { itemsOf } from './set.ts'
import { targetTable } from './targets.ts'
import { show, told, withUnit } from './words.ts'

/** docs/benchmarks.md: what was measured, with the notes that people have written about it. */
export function page(
  results: Results,
  { size, charts, notes }: { size: Size; charts: Chart[]; notes: string },
): string {
  const shown = (name: string) =>
    charts
      .filter(({ file }) => file.startsWith(name))
      .map(({ file, title }) => `![${title}](benchmarks/${file})`)
  return [
    '# Measured',
    '<!-- Written by `npm run load -- report`. What is written by hand stands in benchmarks-notes.md. -->',
    'What the chat server does and costs, beside the system it follows and the servers that people would take instead. ' +
      'Every message of every run was checked; a figure of a run in which something was wrong says so.',
    '## How to repeat',
    repeating(results, size),
    '## Targets',
    targetTable(results, size),
    '## Beside the original system',
    'Its figures are averages, of machines and durations that it does not give; ours are of the machine above, on which ' +
      'servers, database, broker and clients share the cores. Its users were alone in their rooms and heard themselves; ' +
      'ours are pairs, so that each message goes to two.',
    '### Phase 1: connections',
    phase1(results, size),
    ...shown('connect'),
    '### Phase 2: STOMP and RSocket',
    phase2(results, size),
    ...shown('talk'),
    '### Phase 3: in memory and RabbitMQ',
    phase3(results, size),
    '## Beside other servers',
    'Each is a process of its own, as good as its authors would write it (`tools/load/baselines`), under the same load and ' +
      'the same checks, in alternating order. Those with an INSERT check the token and the membership as ours does.',
    ...results.tables('compare-idle').map(markdown),
    ...shown('compare-idle'),
    ...results.tables('compare-busy').map(markdown),
    ...shown('compare-busy'),
    failuresOf(results, ['compare-idle', 'compare-busy']),
    '## Failures, slow readers, a long time',
    faults(results),
    '## The shop over HTTP',
    http(results),
    trade(results),
    notes.trim(),
    '## Everything that was measured',
    everything(results, size),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function repeating(results: Results, size: Size): string {
  const machine = results.all.find(({ report }) => report)?.report?.machine
  const durability = results.get('append-most')?.report?.runs[0]?.durability
  const minutes = results.all.reduce((sum, { seconds }) => sum + seconds, 0) / 60
  return [
    '```',
    'npm run load -- report --set quick     everything, small, in about 10 minutes: writes this page',
    'npm run load -- report --set full      everything, in about 40 minutes',
    'npm run load -- help                   each scenario alone',
    '```',
    '',
    'It needs RabbitMQ, nothing else; `AMQP_URL` and `LOAD_DATABASE_URL` (a superuser) name servers to be used instead of its own. ' +
      'Every run has new databases, and its servers are gone afterwards. `report` keeps its results in `.munova/load/`; when it ' +
      'was interrupted it goes on where it was, and `--from-results` writes the page again.',
    '',
    `This is the ${size} set, which took ${Math.ceil(minutes)} minutes: ` +
      `${machine ? describeMachine(machine) : 'nothing was measured'}${durability === undefined ? '' : `; ${durability}`}.`,
  ].join('\n')
}

function faults(results: Results): string {
  const slow = (key: string, digits = 0) => show(results.figure('slow', key), digits)
  const drain = (key: string) => withUnit(results.figure('drain', key), 'ms', 0)
  const rows: [string, string][] = [
    [
      'slow',
      `${slow('slow')} slow readers in a room: p99 of the others × ${slow('p99.ratio', 2)}; ` +
        `${slow('slow.closed')} closed resumably, ${slow('slow.resumed')} came back and were complete; ` +
        `${withUnit(results.figure('slow', 'slow.memory'), 'KiB', 0)} of memory each`,
    ],
    [
      'storm',
      `a node of two is killed: ${show(results.figure('storm', 'resumed'))} connections resumed in ` +
        `${withUnit(results.figure('storm', 'seconds'), 's', 1)} with ${show(results.figure('storm', 'statements'))} statements; ` +
        `${show(results.figure('storm', 'lost'))} lost`,
    ],
    [
      'drain',
      `both nodes restarted: ${show(results.figure('drain', 'failed'))} failed sends, away p50 ${drain('away.p50')}, ` +
        `p99 ${drain('away.p99')}, ack max ${drain('ack.max')}`,
    ],
    [
      'soak',
      `RSS ${withUnit(results.figure('soak', 'rss.slope'), 'MiB/min', 2)}, open files ` +
        `${show(results.figure('soak', 'files.from'))} then ${show(results.figure('soak', 'files.to'))}`,
    ],
  ]
  return markdown({
    title: 'What happens when something is wrong',
    head: ['', 'result'],
    rows: rows.map(([id, text]) => [id, told(results, id, text)]),
  })
}

function http(results: Results): string {
  const pages: [string, string][] = [
    ['list', 'product list'],
    ['filtered', 'list with filters'],
    ['detail', 'product detail'],
  ]
  const figure = (key: string, unit: string, digits = 0) =>
    withUnit(results.figure('http', key), unit, digits)
  const table = markdown({
    title: 'commerce-api with the seeded shop, 50 connections, closed loop',
    head: ['', 'answers/s', 'p50', 'p99', 'server CPU each', 'PostgreSQL CPU each'],
    rows: pages.map(([key, label]) => [
      label,
      show(results.figure('http', `${key}.perSecond`)),
      figure(`${key}.p50`, 'ms'),
      figure(`${key}.p99`, 'ms'),
      figure(`${key}.server`, 'µs'),
      figure(`${key}.database`, 'µs'),
    ]),
  })
  return [table, failuresOf(results, ['http'])].filter((part) => part !== '').join('\n\n')
}

/** The targets have the rest. */
function trade(results: Results): string {
  const steps: [string, string][] = [
    ['checkout.cart', 'a pair into the cart'],
    ['checkout.order', 'the cart becomes an order'],
    ['checkout.window', 'the payment window of the gateway'],
    ['checkout.confirm', 'the payment, confirmed at the gateway'],
    ['checkout', 'all of it'],
  ]
  const time = (key: string) => withUnit(results.figure('trade', key), 'ms', 1)
  const table = markdown({
    title: 'A checkout, 32 buyers at once, closed loop',
    head: ['', 'p50', 'p99'],
    rows: steps.map(([key, label]) => [label, time(`${key}.p50`), time(`${key}.p99`)]),
  })
  return [table, failuresOf(results, ['trade'])].filter((part) => part !== '').join('\n\n')
}

/** Nothing when all is well. */
function failuresOf(results: Results, ids: readonly string[]): string {
  return ids
    .filter((id) => results.problem(id) !== undefined)
    .map((id) => `- ${id}: ${told(results, id, '')}`)
    .join('\n')
}

function everything(results: Results, size: Size): string {
  return markdown({
    title: 'One line for each call; `--repeat` where there are several runs',
    head: ['call', 'seconds', 'in order'],
    rows: itemsOf(size).map(({ id, args, repeat }) => [
      `\`${args.join(' ')}${repeat > 1 ? ` --repeat ${repeat}` : ''}\``,
      show(results.get(id)?.seconds),
      results.problem(id)?.replaceAll('|', '/') ?? 'yes',
    ]),
  })
}
