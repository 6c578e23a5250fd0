import assert from 'node:assert/strict'
import test from 'node:test'
import { comparison, type Round } from '../../src/contestants/comparison.ts'
import type { Contestant } from '../../src/contestants/contestant.ts'
import type { Measurement } from '../../src/measurement/measure.ts'
import { verdictTable } from '../../src/contestants/verdict-table.ts'
import { slopeOf } from '../../src/statistics/slope.ts'

const contestant = (key: string): Contestant => ({
  key,
  label: key,
  transport: 'ws',
  open: () => Promise.reject(new Error('not started here')),
})
const measured = (p50: number) =>
  ({
    delivery: { count: 1, p50, p99: p50 },
    during: { delivered: 0, seconds: 1, cpu: {} },
    lost: 0,
    outOfOrder: 0,
  }) as unknown as Measurement

test('ratios are computed per round; the table shows their median and range beside the median', () => {
  const all = ['munova-ws', 'other', 'munova-stomp', 'absent'].map(contestant)
  const rounds: Round[] = [
    new Map([
      ['munova-ws', measured(10)],
      ['other', measured(20)],
    ]),
    new Map([
      ['munova-ws', measured(40)],
      ['other', measured(40)],
    ]),
    new Map([['munova-ws', measured(10)]]),
  ]
  const { figures, tables } = comparison(all, rounds, 'a load')
  const value = (key: string) => figures.find((figure) => figure.key === key)?.value
  assert.equal(value('munova-ws.p50'), 10)
  assert.equal(value('other.p50'), 30)
  assert.equal(value('other.p50.ratio'), 1.5)
  assert.equal(value('munova-ws.p50.ratio'), undefined)
  const cells = tables![0]!.rows.map((row) => row[2])
  assert.deepEqual(cells, ['10.0', '30.0 (1.50; 1.00–2.00)', '–', '–'])
})

test('the slope is that of the least-squares line', () => {
  assert.equal(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
    2,
  )
  assert.equal(
    slopeOf([
      [0, 1],
      [1, -1],
      [2, 1],
    ]),
    0,
  )
  assert.ok(Number.isNaN(slopeOf([[1, 1]])))
})

const round = (ours: number, ws: number, nats: number): Round =>
  new Map([
    ['munova-ws', { ...measured(ours), problems: [] }],
    ['ws', measured(ws)],
    ['nats', measured(nats)],
    ['lossy', { ...measured(1), lost: 1 }],
  ])
const alone = (p99: number, problems: string[] = []) => ({
  rate: 1_400,
  rounds: [new Map([['munova-ws', { ...measured(p99), problems }]])],
})

test('verdicts: each of the others has its limit, and who lost something is not compared', () => {
  const all = ['munova-ws', 'ws', 'nats', 'lossy'].map(contestant)
  const verdicts = (rate: number, rounds: Round[], last = alone(100)) =>
    verdictTable(all, [{ rate, rounds }], last).rows.map((row) => row.slice(2))
  const ofNats = '1.45 × nats'
  assert.deepEqual(verdicts(20, [round(14.5, 13, 10)]), [
    [ofNats, ofNats, 'reached'],
    ['100.0 ms', '100.0 ms', 'reached'],
  ])
  assert.deepEqual(verdicts(60, [round(14.5, 13, 10)])[0], [ofNats, ofNats, '**missed**'])
  assert.deepEqual(verdicts(20, [round(13, 10, 10)])[0], ['1.30 × ws', '1.30 × ws', '**missed**'])
  assert.equal(verdicts(20, [round(1, 1, 1)], alone(101))[1]!.at(-1), '**missed**')
  assert.equal(verdicts(20, [round(1, 1, 1)], alone(1, ['1 deliveries lost']))[1]!.at(-1), '**missed**')
})
