import assert from 'node:assert/strict'
import { connect as dial } from 'node:net'
import { test, type TestContext } from 'node:test'
import { KeyRing, signAccessToken } from '@munova/auth'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { publishEvent, metric, until } from '@munova/testing'
import { NotificationStream, type StreamCloseReason } from '../../src/notifications/stream.ts'
import { coupon } from '../support/coupon-event.ts'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'
import { openStream, type StreamClient } from '../support/stream-client.ts'

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
const ids = ({ notifications }: StreamClient) => notifications.map(({ id }) => id)

async function give(shop: Shop, { member }: Person, numbers: number[]): Promise<void> {
  for (const n of numbers) await publishEvent(shop.broker, 'coupon.issued', coupon(member.id, n))
}

test('every stream of a member gets the new notifications, and no other member’s stream does', async (t) => {
  const shop = await openShop(t)
  const [buyer, other] = [await shop.person(), await shop.person()]
  await give(shop, buyer, [1])
  await until(async () => (await shop.sql`select from notifications`).length === 1, { what: 'the first' })
  const tabs = [await openStream(t, shop, buyer), await openStream(t, shop, buyer)]
  const others = await openStream(t, shop, other)
  await until(() => tabs.every((tab) => tab.unread() === 1), { what: 'the count' })
  await give(shop, buyer, [2, 3])
  await give(shop, other, [1])
  await Promise.all([...tabs.map((tab) => tab.reached(3)), others.reached(1)])
  for (const tab of tabs) assert.deepEqual(ids(tab), [2, 3])
  assert.deepEqual(ids(others), [1])
  const { body } = await shop.call<{ items: unknown[] }>('GET /v1/notifications?limit=1', { as: buyer })
  assert.deepEqual(tabs[0]!.notifications.at(-1), body.items[0])
  assert.match(tabs[0]!.headers['content-type']!, /^text\/event-stream/)
  assert.equal(tabs[0]!.headers['cache-control'], 'no-store')
  assert.equal(tabs[0]!.headers['x-content-type-options'], 'nosniff')

  await shop.call('PUT /v1/notifications/read', { as: buyer, body: { upTo: 3 } })
  await until(() => tabs.every((tab) => tab.unread() === 0), { what: 'the count in every tab' })
  assert.equal(others.unread(), 1)
})

test('a client that reconnects with Last-Event-ID gets exactly the missing notifications, any number of times', async (t) => {
  const shop = await openShop(t, { env: { STREAM_BATCH: '7' } })
  const buyer = await shop.person()
  const last = 120
  const seen: number[] = []
  const reachInOne = async (wanted: number) => {
    const stream = await openStream(t, shop, buyer, { after: seen.at(-1) ?? 0 })
    await stream.reached(wanted)
    stream.close()
    seen.push(...ids(stream))
  }
  for (let first = 1; first <= last; first += 20) {
    const giving = give(shop, buyer, upTo(first + 19, first))
    // Somewhere in the middle of what is given, at most.
    await reachInOne(first + ((first * 7) % 15))
    await giving
  }
  if (seen.length < last) await reachInOne(last)
  assert.deepEqual(seen, upTo(last))
  const [byQuery, made, wrong] = [
    await openStream(t, shop, buyer, { query: '?after=118' }),
    await openStream(t, shop, buyer, { after: 999_999 }),
    await openStream(t, shop, buyer, { query: '?after=x' }),
  ]
  assert.equal(wrong.status, 400)
  await give(shop, buyer, [last + 1])
  await Promise.all([byQuery.reached(last + 1), made.reached(last + 1)])
  assert.deepEqual(ids(byQuery), [119, 120, 121])
  // A number above the member's last one is treated as the last one.
  assert.deepEqual(ids(made), [121])
})

test('streams of every process get what any process stored; without change signals the sweep finds it', async (t) => {
  const exchange = new MemoryExchange()
  const broker = connectMemory(exchange)
  const env = { STREAM_SWEEP_MS: '600000', STREAM_SWEEP_BROKER_DOWN_MS: '20' }
  const shop = await openShop(t, { broker, env })
  const buyer = await shop.person()
  const others = [await shop.another(exchange), await shop.another(exchange)]
  const streams = await Promise.all([shop.url, ...others].map((url) => openStream(t, { url }, buyer)))
  await give(shop, buyer, upTo(5))
  await Promise.all(streams.map((stream) => stream.reached(5)))

  exchange.stop()
  // As if a process had stored it and crashed before its change signal.
  await shop.sql`
    with counter as (
      update notification_counters set last_number = 6 where member_id = ${buyer.member.id} returning member_id
    )
    insert into notifications (member_id, number, kind, data)
    select member_id, 6, 'COUPON_ISSUED', (select data from notifications limit 1) from counter`
  await Promise.all(streams.map((stream) => stream.reached(6)))
  assert.ok((await metric(shop.url, 'commerce_notification_change_signals_missed_total')) > 0)
  exchange.start()
  await give(shop, buyer, [7])
  await Promise.all(streams.map((stream) => stream.reached(7)))
  for (const stream of streams) assert.deepEqual(ids(stream), upTo(7))
})

test('a stream ends when its token expires, and a new one continues after it', async (t) => {
  const shop = await openShop(t)
  const buyer = await shop.person()
  const keys = await KeyRing.load(shop.keysFile)
  const identity = { memberId: buyer.member.id, role: 'BUYER', name: '사람' } as const
  const stream = await openStream(t, shop, { token: await signAccessToken(keys, identity, 1) })
  assert.equal(stream.status, 200)
  await until(() => stream.ended() !== undefined, { what: 'the end' })
  assert.equal(stream.ended(), 'TOKEN_EXPIRED')
  await give(shop, buyer, [1])
  const next = await openStream(t, shop, buyer, { after: 0 })
  await next.reached(1)
})

test('a member’s oldest stream is replaced beyond the limit; a process rejects streams beyond its limit', async (t) => {
  const shop = await openShop(t, { env: { STREAMS_PER_MEMBER: '2', STREAMS: '4' } })
  const [buyer, other, third] = [await shop.person(), await shop.person(), await shop.person()]
  const streams = [
    await openStream(t, shop, buyer),
    await openStream(t, shop, buyer),
    await openStream(t, shop, buyer),
  ]
  await until(() => streams[0]!.ended() !== undefined, { what: 'the oldest to end' })
  assert.deepEqual(streams.map((stream) => stream.ended()), ['REPLACED', undefined, undefined]) // prettier-ignore
  await until(async () => (await metric(shop.url, 'commerce_notification_streams')) === 2, {
    what: 'two streams',
  })
  await openStream(t, shop, other)
  await openStream(t, shop, other)
  const rejected = await openStream(t, shop, third)
  assert.equal(rejected.status, 503)
  assert.ok(Number(rejected.headers['retry-after']) > 0)
  assert.equal(await metric(shop.url, 'commerce_notification_streams_rejected_total'), 1)
  streams[1]!.close()
  await until(async () => (await openStream(t, shop, third)).status === 200, { what: 'a free place' })
})

test('an idle stream gets heartbeats, and the API stops although streams are open', async (t) => {
  const shop = await openShop(t, { env: { STREAM_HEARTBEAT_MS: '10' } })
  const buyer = await shop.person()
  const socket = dial(Number(new URL(shop.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString()))
  socket.write(
    `GET /v1/notifications/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${buyer.token}\r\n\r\n`,
  )
  await until(() => text.split('\n: \n').length > 3, { what: 'heartbeats' })
  const stream = await openStream(t, shop, buyer)
  await shop.close()
  await until(() => stream.ended() !== undefined, { what: 'the end' })
  assert.equal(stream.ended(), 'GOING_AWAY')
})

test('a client that takes nothing is disconnected, and a bounded number of bytes is held for it', async (t) => {
  const closed: StreamCloseReason[] = []
  let reads = 0
  const stream = open(t, {
    stallMs: 30,
    read: async (after) => {
      reads++
      return { notifications: upTo(after + 50, after + 1).map(large), unread: 1, hasMore: true }
    },
    onClosed: (reason) => closed.push(reason),
  })
  stream.trigger()
  await until(() => closed.length > 0, { what: 'the stream to be closed' })
  assert.deepEqual(closed, ['SLOW_READER'])
  assert.ok(reads < 10)
})

test('a stream whose notifications cannot be read is closed', async (t) => {
  const closed: StreamCloseReason[] = []
  const stream = open(t, {
    read: () => Promise.reject(new Error('the database is away')),
    onClosed: (reason) => closed.push(reason),
  })
  stream.trigger()
  await until(() => closed.length > 0, { what: 'the stream to be closed' })
  assert.deepEqual(closed, ['FAILED'])
})

test('a stream is closed although its client does not take the last event', async (t) => {
  const closed: StreamCloseReason[] = []
  const stream = open(t, { stallMs: 20, onClosed: (reason) => closed.push(reason) })
  stream.end('GOING_AWAY')
  await until(() => closed.length > 0, { what: 'the stream to be closed' })
  assert.deepEqual(closed, ['GOING_AWAY'])
})

function open(t: TestContext, options: Partial<ConstructorParameters<typeof NotificationStream>[0]>) {
  const stream = new NotificationStream({
    memberId: 1,
    after: 0,
    stallMs: 10_000,
    read: async () => ({ notifications: [], unread: 0, hasMore: false }),
    onReadFailed: () => undefined,
    onClosed: () => undefined,
    ...options,
  })
  t.after(() => stream.body.destroy())
  return stream
}

function large(id: number) {
  const data = { couponId: 1, name: 'x'.repeat(1_000), validUntil: '2026-12-23T05:00:00.000Z' }
  return { id, kind: 'COUPON_ISSUED', data, createdAt: '2026-11-23T05:00:00.000Z', readAt: null } as const
}
