import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownRabbit, testDatabase, until } from '@munova/testing'
import { ApiPair } from '../support/api-pair.ts'
import { AppliedEvents } from '../support/applied-events.ts'
import { chance } from '../support/randomness.ts'
import { CountedStock } from '../support/counted-stock.ts'

const kills = Number(process.env['KILLS'] ?? 3)
const perSecond = Number(process.env['EVENTS_PER_SECOND'] ?? 500)

const victims = ['publisher', 'api', 'broker'] as const
/** Events that are applied between two kills, at least and in addition by chance: a kill meets a system at work. */
const BETWEEN = 500
/** A dead publisher's lease is waited for, and a broker comes back on a busy machine. */
const COME_BACK_MS = 120_000

test('APIs, the publisher and the broker are killed under load: each event has its effect, once, in the order of its key', async (t) => {
  const random = chance(t)
  const { url: DATABASE_URL, sql } = await testDatabase(t, new URL('../../migrations/', import.meta.url))
  const rabbit = await ownRabbit(t)
  const applied = await AppliedEvents.open(t, sql, rabbit.url)
  const pair = await ApiPair.open(t, { DATABASE_URL, AMQP_URL: rabbit.url })
  const stock = await CountedStock.open(pair, sql)
  const begunAt = performance.now()
  stock.begin(perSecond)
  const more = async (events: number) => {
    const enough = applied.count + events
    await until(() => applied.count >= enough, { what: `${events} more events`, timeoutMs: COME_BACK_MS })
  }
  // RabbitMQ 3.10 can lose a quorum queue itself when it crashes within seconds of its declaration.
  await more(4 * BETWEEN)
  const order = random.shuffled(Array.from({ length: kills }, (_, n) => victims[n % victims.length]!))
  for (const victim of order) {
    await more(BETWEEN + random.below(BETWEEN))
    if (victim !== 'broker') await pair.kill(victim)
    else {
      await rabbit.kill()
      await rabbit.start()
    }
  }
  await more(BETWEEN)
  await stock.end()
  const seconds = (performance.now() - begunAt) / 1_000
  const events = stock.shelves.reduce((sum, shelf) => sum + shelf.stock, 0)
  // The checks report what is missing then.
  await until(() => applied.count >= events, { what: 'the last', timeoutMs: COME_BACK_MS }).catch(() => {})
  const verdict = await applied.judge()
  t.diagnostic(
    `${kills} kills (${victims.map((victim) => `${order.filter((each) => each === victim).length} ${victim}`).join(', ')}), ` +
      `${events} events, ${Math.round(events / seconds)} a second, ${stock.unanswered} requests without an answer, ` +
      `${applied.repeated} deliveries repeated: ` +
      `${verdict.lost} lost, ${verdict.twice} applied twice, ${verdict.outOfOrder} out of order`,
  )
  assert.deepEqual({ ...verdict }, { lost: 0, twice: 0, outOfOrder: 0 })
  assert.equal(applied.count, events)
})
