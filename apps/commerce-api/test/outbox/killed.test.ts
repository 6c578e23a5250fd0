import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectRabbit } from '@munova/broker'
import { publishEvent, testDatabase, testVhost, until } from '@munova/testing'
import { startApi } from '../support/api-process.ts'
import { coupon } from '../support/coupon-event.ts'

test('an API that is killed again and again while it stores notifications loses none and doubles none', async (t) => {
  const { url: DATABASE_URL, sql } = await testDatabase(t, new URL('../../migrations/', import.meta.url))
  const AMQP_URL = await testVhost(t)
  const env = { PORT: '0', DATABASE_URL, AMQP_URL }
  const broker = connectRabbit(AMQP_URL)
  t.after(() => broker.close())
  let api = await startApi(t, env)
  await api.url
  // What is published before the queue is there for the first time is nobody's.
  const options = { prefetch: 1, maxAttempts: 1, retryDelayMs: 1, isTransient: () => false }
  const queue = broker.consume(
    { queue: 'commerce.notifications', types: ['coupon.issued'], ...options },
    () => Promise.reject(new Error('the API is to have it')),
  )
  await queue.ready
  await queue.close()
  const [member] = await sql<[{ id: number }]>`
    insert into members (email, name, password_hash) values ('buyer@munova.example', '사람', 'x') returning id`
  const stored = async () => (await sql`select from notifications`).length

  let published = 0
  for (let kill = 0; kill < 4; kill++) {
    const before = await stored()
    const publishing = Array.from({ length: 100 }, () => {
      const n = ++published
      return publishEvent(broker, 'coupon.issued', coupon(member.id, n), { key: `coupon:${n}` })
    })
    await until(async () => (await stored()) > before, { what: 'some of them' })
    api.child.kill('SIGKILL')
    await api.exit
    await Promise.all(publishing)
    api = await startApi(t, env)
    await api.url
  }
  await until(async () => (await stored()) >= published, { what: 'all of them', timeoutMs: 30_000 })
  const rows = await sql<{ number: number; coupon: number }[]>`
    select number, (data ->> 'couponId')::int as coupon from notifications order by number`
  const all = Array.from({ length: published }, (_, i) => i + 1)
  assert.deepEqual(rows.map(({ number }) => number), all) // prettier-ignore
  assert.deepEqual(rows.map(({ coupon: id }) => id).toSorted((a, b) => a - b), all) // prettier-ignore
})
