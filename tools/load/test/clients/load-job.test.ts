import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Load } from '../../src/clients/jobs/load-job.ts'
import { summarize } from '../../src/clients/statistics/latency.ts'
import type { Pace } from '../../src/clients/jobs/load-plan.ts'
import { monotonic } from '../../src/runtime/clock.ts'
import { fakeServer } from '../support/fake-server.ts'

const LISTENERS = 3
const MESSAGES = 40

/** Three listeners, one of whom sends 40 messages, against a server that behaves as `options` say. */
async function loaded(
  t: TestContext,
  options: Parameters<typeof fakeServer>[1],
  pace: Pace = { kind: 'open', perSecond: 200 },
) {
  const server = await fakeServer(t, options)
  const load = new Load({
    transport: 'ws',
    nodes: [{ url: server.url, rsocketPort: 0 }],
    run: '0badcafe',
    clients: Array.from({ length: LISTENERS }, (_, index) => ({
      token: 'nobody looks at it',
      node: 0,
      roomId: 1,
      listens: true,
      ...(index === 0 && { sender: 0 }),
    })),
    senders: 1,
    pace,
    size: 10,
    warmUpMs: 50,
    measureMs: 150,
    patienceMs: 200,
  })
  t.after(() => load.close())
  await load.connect()
  await load.start(monotonic())
  await load.finishSending()
  await load.drain(new Map([[1, server.stored()]]))
  return { result: load.result(), stored: server.stored() }
}

test('a server that delivers everything once and in order passes', async (t) => {
  const { result } = await loaded(t, {})
  assert.deepEqual(result.counts, {
    offered: MESSAGES,
    sent: MESSAGES,
    acked: MESSAGES,
    delivered: MESSAGES * LISTENERS,
    resumed: 0,
  })
  const { lost, doubled, outOfOrder, unanswered, unstored, ended } = result
  assert.deepEqual({ lost, doubled, outOfOrder, unanswered, unstored, ended }, { ...nothing })
  assert.deepEqual(
    result.acked.seqs,
    result.acked.numbers.map((number) => number + 1),
  )
})
const nothing = { lost: 0, doubled: 0, outOfOrder: 0, unanswered: 0, unstored: 0, ended: 0 }

test('the warm-up is in no histogram', async (t) => {
  const { result } = await loaded(t, {})
  assert.equal(summarize([result.ack]).count, 30)
  assert.equal(summarize([result.delivery, result.delivery]).count, 30 * LISTENERS * 2)
})

test('a server that loses a delivery is found out', async (t) => {
  const { result } = await loaded(t, { route: (seq) => (seq === 7 ? [] : [seq]) })
  assert.equal(result.lost, LISTENERS)
  assert.equal(result.doubled + result.outOfOrder, 0)
})

test('a server that doubles a delivery is found out', async (t) => {
  const { result } = await loaded(t, { route: (seq) => (seq === MESSAGES ? [seq, seq] : [seq]) })
  assert.equal(result.doubled, LISTENERS)
  assert.equal(result.lost + result.outOfOrder, 0)
})

test('a server that delivers in the wrong order is found out', async (t) => {
  const { result } = await loaded(t, { route: (seq) => (seq === 5 ? [] : seq === 6 ? [6, 5] : [seq]) })
  assert.equal(result.outOfOrder, LISTENERS)
  assert.equal(result.lost + result.doubled, 0)
})

test('a message that is never answered is told after patience has run out', async (t) => {
  const { result } = await loaded(t, { answers: (seq) => seq !== 9 })
  assert.equal(result.unanswered, 1)
})

test('a server that stalls is charged for the whole wait of every message that was due', async (t) => {
  let stalledSince: number | undefined
  const { result } = await loaded(t, {
    answers: (seq) => {
      // Blocks the only thread, server and load alike: the worst that an open loop has to survive.
      if (seq === 20) {
        stalledSince = monotonic()
        while (monotonic() < stalledSince + 100);
      }
      return true
    },
  })
  assert.equal(result.counts.sent, MESSAGES)
  assert.ok(summarize([result.ack]).p90 > 50, 'waits are counted from the moment that was meant')
})

test('a closed loop keeps its window full and never exceeds it', async (t) => {
  let unanswered = 0
  let most = 0
  const { result, stored } = await loaded(
    t,
    {
      answers: () => {
        most = Math.max(most, ++unanswered)
        return true
      },
      route: (seq) => {
        unanswered--
        return [seq]
      },
    },
    { kind: 'closed', window: 4 },
  )
  assert.ok(most <= 4)
  assert.ok(stored > 4)
  assert.equal(result.counts.acked, stored)
  assert.equal(result.lost, 0)
})
