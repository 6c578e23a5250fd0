import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { LoadJob } from '../../src/clients/jobs/load-job.ts'
import { summarize } from '../../src/clients/statistics/latency.ts'
import type { Pace } from '../../src/clients/jobs/load-plan.ts'
import { monotonic } from '../../src/runtime/clock.ts'
import { fakeServer } from '../support/fake-server.ts'

const SUBSCRIBERS = 3
const MESSAGES = 40

/** Runs three subscribers, one of which sends 40 messages, against a fake server. */
async function runLoad(
  t: TestContext,
  options: Parameters<typeof fakeServer>[1],
  pace: Pace = { kind: 'open', perSecond: 200 },
) {
  const server = await fakeServer(t, options)
  const load = new LoadJob({
    transport: 'ws',
    nodes: [{ url: server.url, rsocketPort: 0 }],
    run: '0badcafe',
    clients: Array.from({ length: SUBSCRIBERS }, (_, index) => ({
      token: 'not checked',
      node: 0,
      roomId: 1,
      subscribes: true,
      ...(index === 0 && { sender: 0 }),
    })),
    senders: 1,
    pace,
    size: 10,
    warmUpMs: 50,
    measureMs: 150,
    timeoutMs: 200,
  })
  t.after(() => load.close())
  await load.connect()
  await load.start(monotonic())
  await load.finishSending()
  await load.drain(new Map([[1, server.stored()]]))
  return { result: load.result(), stored: server.stored() }
}

test('a server that delivers everything once and in order passes', async (t) => {
  const { result } = await runLoad(t, {})
  assert.deepEqual(result.counts, {
    offered: MESSAGES,
    sent: MESSAGES,
    acked: MESSAGES,
    delivered: MESSAGES * SUBSCRIBERS,
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
  const { result } = await runLoad(t, {})
  assert.equal(summarize([result.ack]).count, 30)
  assert.equal(summarize([result.delivery, result.delivery]).count, 30 * SUBSCRIBERS * 2)
})

test('a lost delivery is detected', async (t) => {
  const { result } = await runLoad(t, { route: (seq) => (seq === 7 ? [] : [seq]) })
  assert.equal(result.lost, SUBSCRIBERS)
  assert.equal(result.doubled + result.outOfOrder, 0)
})

test('a duplicate delivery is detected', async (t) => {
  const { result } = await runLoad(t, { route: (seq) => (seq === MESSAGES ? [seq, seq] : [seq]) })
  assert.equal(result.doubled, SUBSCRIBERS)
  assert.equal(result.lost + result.outOfOrder, 0)
})

test('a delivery in the wrong order is detected', async (t) => {
  const { result } = await runLoad(t, { route: (seq) => (seq === 5 ? [] : seq === 6 ? [6, 5] : [seq]) })
  assert.equal(result.outOfOrder, SUBSCRIBERS)
  assert.equal(result.lost + result.doubled, 0)
})

test('a message without a response is reported after the timeout', async (t) => {
  const { result } = await runLoad(t, { answers: (seq) => seq !== 9 })
  assert.equal(result.unanswered, 1)
})

test('a stall of the server counts in the latency of every message that was due', async (t) => {
  let stalledSince: number | undefined
  const { result } = await runLoad(t, {
    answers: (seq) => {
      // Blocks the only thread, server and load alike: the worst case for an open loop.
      if (seq === 20) {
        stalledSince = monotonic()
        while (monotonic() < stalledSince + 100);
      }
      return true
    },
  })
  assert.equal(result.counts.sent, MESSAGES)
  assert.ok(summarize([result.ack]).p90 > 50, 'latency counts from the due time')
})

test('a closed loop keeps its window full and never exceeds it', async (t) => {
  let unanswered = 0
  let most = 0
  const { result, stored } = await runLoad(
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
