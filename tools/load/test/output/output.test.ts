import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { topFunctions } from '../../src/output/profile.ts'
import { type Run, table, toJson } from '../../src/output/output.ts'
import { median } from '../../src/statistics/median.ts'

const run = (value: number | undefined, problems: string[] = []): Run => ({
  startedAt: '2026-01-01T00:00:00.000Z',
  loadAverage: 0,
  figures: [{ key: 'delivery.p50', label: 'delivery p50', value, unit: 'ms', digits: 1 }],
  problems,
  notes: [],
  durability: 'on disk',
  window: { from: 0, to: 1 },
})

test('the median is the middle of an odd number and the mean of the two middle ones of an even', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  assert.equal(median([7]), 7)
  assert.equal(median([]), undefined)
})

test('several runs are shown side by side with median and range; an undefined value is a dash', () => {
  assert.equal(
    table([run(1.5), run(3.25), run(undefined)]),
    [
      '                  run 1  run 2  run 3  median      range',
      'delivery p50, ms    1.5    3.3      -     2.4  1.5 – 3.3',
    ].join('\n'),
  )
})

test('the JSON is not ok when one run has a problem', () => {
  const machine = { cpu: 'x', cores: 2, memory: 1, kernel: 'x', node: 'x' }
  const read = (runs: Run[]) =>
    JSON.parse(toJson({ scenario: 'x', options: {}, machine, runs })) as Record<string, unknown>
  assert.equal(read([run(1), run(2)])['ok'], true)
  assert.deepEqual(read([run(1), run(2)])['median'], { 'delivery.p50': 1.5 })
  assert.equal(read([run(1), run(2, ['1 deliveries lost'])])['ok'], false)
})

const node = (id: number, functionName: string, url = 'file:///a/b/c.ts') => ({
  id,
  callFrame: { functionName, url, lineNumber: 6 },
})

test('a profile is read for the measured time only, without the idle part', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'munova-profile-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const profile = {
    startTime: 1_000_000,
    nodes: [node(1, 'start'), node(2, 'deliver'), node(3, ''), node(4, '(idle)', '')],
    samples: [1, 2, 3, 2, 4],
    timeDeltas: [1_000, 5_000, 1_000, 2_000, 9_000],
  }
  await writeFile(join(folder, 'CPU.1.cpuprofile'), JSON.stringify(profile))
  assert.deepEqual(await topFunctions(folder, { from: 1_002, to: 2_000, count: 9 }), [
    { share: 7 / 8, name: 'deliver b/c.ts:7' },
    { share: 1 / 8, name: '(anonymous) b/c.ts:7' },
  ])
})
