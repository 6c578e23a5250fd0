import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readCommand } from '../../src/scenario/command.ts'
import { sizes } from '../../src/report/parameters.ts'
import { barChart } from '../../src/report/bar-chart.ts'
import { chartsOf } from '../../src/report/charts.ts'
import { page } from '../../src/report/page.ts'
import { type Report, Results } from '../../src/report/results.ts'
import { itemsOf } from '../../src/report/report-items.ts'
import { targetTable } from '../../src/report/targets.ts'
import { scenarios } from '../../src/scenarios/index.ts'

async function emptyResults(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'munova-results-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return { folder, results: await Results.open(folder) }
}

function reportOf(median: Record<string, number>, problems: string[] = []): Report {
  return {
    scenario: 'x',
    options: {},
    machine: { cpu: 'a CPU', cores: 2, memory: 4 * 1024 ** 3, kernel: 'Linux', node: 'v24' },
    ok: problems.length === 0,
    runs: [{ figures: {}, problems, notes: [], durability: 'on disk' }],
    median,
  }
}

const resultOf = (id: string, report: Report) => ({ id, args: [], finishedAt: 'now', seconds: 1, report })

/** The cells of the line that begins with `what`. */
function row(text: string, what: string): string[] {
  const line = text.split('\n').find((each) => each.startsWith(`| ${what}`))
  assert.ok(line, what)
  return line.split('|').map((cell) => cell.trim())
}

test('every item of both sets is a valid command with a unique id', () => {
  for (const size of sizes) {
    const items = itemsOf(size)
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length)
    for (const { args, repeat } of items) {
      assert.ok(readCommand(scenarios, [...args, '--repeat', String(repeat)]), args.join(' '))
    }
  }
})

test('a target is reached, missed, or not measured; a failed run never reaches it', async (t) => {
  const { results } = await emptyResults(t)
  const ours = () => row(targetTable(results, 'full'), 'node with 15,000')
  assert.match(ours()[4]!, /not measured/)
  const figures = { connections: 15_000, resumed: 15_000, seconds: 9.4, statements: 150, lost: 0 }
  await results.add(resultOf('storm', reportOf(figures)))
  assert.deepEqual(ours().slice(4, 6), ['15,000 of 15,000 in 9.4 s, 150 statements', 'yes'])
  await results.add(resultOf('storm', reportOf({ ...figures, statements: 201 })))
  assert.equal(ours()[5], '**no**')
  await results.add(resultOf('storm', reportOf(figures, ['3 deliveries lost'])))
  assert.match(ours()[4]!, /3 deliveries lost/)
  assert.equal(ours()[5], '**no**')
})

test('results are stored in files, so that an interrupted report can be continued', async (t) => {
  const { folder, results } = await emptyResults(t)
  await results.add(resultOf('drain', reportOf({ failed: 0 })))
  await results.add({ id: 'slow', args: [], finishedAt: 'now', seconds: 2, failure: 'ended with 1' })
  const again = await Results.open(folder)
  assert.equal(again.figure('drain', 'failed'), 0)
  assert.deepEqual(
    [again.problem('drain'), again.problem('slow'), again.problem('http')],
    [undefined, 'ended with 1', 'not measured'],
  )
})

test('the page is complete whatever is missing: original figures, notes, every chart', async (t) => {
  const { results } = await emptyResults(t)
  await results.add(
    resultOf('connect-15000-none', reportOf({ 'succeeded.percent': 100, 'connecting.mean': 1_500 })),
  )
  for (const size of sizes) {
    const charts = chartsOf(results, size)
    const text = page(results, { size, charts, notes: '## By hand\n\nWords.' })
    assert.match(text, /## By hand\n\nWords\./)
    for (const { file } of charts) assert.ok(text.includes(`(benchmarks/${file})`), file)
    assert.ok(!/undefined|NaN/.test(text))
  }
  const full = page(results, { size: 'full', charts: [], notes: '' })
  const phase1 = row(full, '15,000 ')
  assert.ok(phase1.includes('96.27 % / 7.44 s / 10.38 s'))
  assert.ok(phase1.includes('100.00 % / 1.50 s / –'))
})

test('a chart has a bar for each value, none for missing ones, and escapes labels', () => {
  const svg = barChart({
    title: 'a < b & "c"',
    unit: 'ms',
    series: ['one', 'two'],
    groups: [
      { label: '<script>', values: [10, undefined] },
      { label: 'half', values: [5, 0] },
    ],
  })
  assert.ok(!svg.includes('<script>'))
  assert.match(svg, /a &lt; b &amp; &quot;c&quot;/)
  const widths = [...svg.matchAll(/<rect x="210" y="\d+" width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  )
  assert.equal(widths.length, 3)
  assert.equal(widths[0], 2 * widths[1]!)
  assert.match(svg, /–/)
})
