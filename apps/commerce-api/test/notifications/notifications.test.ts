import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { connectRabbit } from '@munova/broker'
import type { NotificationPage } from '@munova/commerce-contract'
import { createLog } from '@munova/service'
import { publishEvent, testVhost, until } from '@munova/testing'
import { CommerceConfig, startCommerceApi } from '../../src/index.ts'
import { coupon } from '../support/coupon-event.ts'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

const list = async (shop: Shop, as: Person, query = '') =>
  (await shop.call<NotificationPage>(`GET /v1/notifications${query}`, { as })).body
const numbers = ({ items }: NotificationPage) => items.map(({ id }) => id)

const item = (id: number, { member }: Person, name: string) => ({
  id,
  productId: id,
  sellerId: member.id,
  name,
  imageUrl: null,
  quantity: 1,
})

/** Stores `count` notifications for a member. */
async function give(shop: Shop, { member }: Person, count: number): Promise<void> {
  const before = (await shop.sql`select from notifications where member_id = ${member.id}`).length
  for (let i = 1; i <= count; i++) await publishEvent(shop.broker, 'coupon.issued', coupon(member.id, i))
  await until(
    async () =>
      (await shop.sql`select from notifications where member_id = ${member.id}`).length >= before + count,
    { what: 'the notifications' },
  )
}

test('each event of the table becomes the expected notifications of the expected members', async (t) => {
  const shop = await openShop(t)
  const [buyer, seller, other] = [
    await shop.person(),
    await shop.person('SELLER'),
    await shop.person('SELLER'),
  ]
  const order = {
    id: 7,
    number: '20261123-ABC',
    memberId: buyer.member.id,
    status: 'PAID',
    revision: 2,
    total: 250_000,
    items: [item(1, seller, '구름 러너'), item(2, other, '밤 로퍼'), item(3, other, '비 부츠')],
  }
  const inquiry = { roomId: 5, buyerId: buyer.member.id, buyerName: '민지', sellerId: seller.member.id, productId: 1, productName: '구름 러너' } // prettier-ignore
  const money = { orderId: 7, number: order.number, memberId: buyer.member.id, amount: 120_000 }
  const publish = (type: string, data: object) => publishEvent(shop.broker, type, data)
  await publish('order.paid', { ...order, method: '카드' })
  await publish('order.shipped', { ...order, sellerId: seller.member.id, itemIds: [1], courier: 'CJ', trackingNumber: '123456789012' }) // prettier-ignore
  await publish('order.delivered', { ...order, sellerId: seller.member.id, itemIds: [1] })
  await publish('order.cancelled', { ...order, itemIds: [2], refund: 60_000, reason: 'CHANGE_OF_MIND' })
  await publish('order.cancelled', { ...order, status: 'EXPIRED', itemIds: [1, 2, 3], refund: 0, reason: '' })
  await publish('payment.failed', { ...money, code: 'REJECT_CARD_COMPANY' })
  await publish('payment.refunded', { ...money, refundId: 1, cause: 'CANCEL' })
  await publish('coupon.issued', coupon(buyer.member.id))
  for (const type of ['inquiry.opened', 'inquiry.closed']) await publish(type, inquiry)
  await publish('inquiry.answered', { ...inquiry, seq: 4 })
  await publish('chat.message.unread', { ...inquiry, memberId: seller.member.id, unread: 3, seq: 4 })

  const listed = async (as: Person) => {
    const { items } = await list(shop, as)
    return items.toReversed().map(({ kind, data }) => [kind, data])
  }
  await until(
    async () =>
      (await listed(buyer)).length + (await listed(seller)).length + (await listed(other)).length === 15,
    {
      what: 'all notifications',
    },
  )
  const about = { orderId: 7, number: order.number, title: '구름 러너', items: 3 }
  const room = { roomId: 5, productId: 1, productName: '구름 러너' }
  assert.deepEqual(await listed(buyer), [
    ['ORDER_PAID', { ...about, total: 250_000 }],
    ['ORDER_SHIPPED', { ...about, courier: 'CJ', trackingNumber: '123456789012' }],
    ['ORDER_DELIVERED', about],
    ['ORDER_CANCELLED', { ...about, title: '밤 로퍼', items: 1, reason: 'CANCELLED', refund: 60_000 }],
    ['ORDER_CANCELLED', { ...about, reason: 'EXPIRED', refund: 0 }],
    ['PAYMENT_FAILED', { orderId: 7, number: order.number, amount: 120_000, code: 'REJECT_CARD_COMPANY' }],
    ['PAYMENT_REFUNDED', { orderId: 7, number: order.number, amount: 120_000 }],
    ['COUPON_ISSUED', { couponId: 1, name: '첫 구매 5,000원', validUntil: '2026-12-23T05:00:00.000Z' }],
    ['INQUIRY_CLOSED', room],
    ['INQUIRY_ANSWERED', room],
  ])
  // A seller sees the own part of the order, and not the buyer's refund.
  assert.deepEqual(await listed(seller), [
    ['ORDER_TO_SHIP', { ...about, items: 1 }],
    ['INQUIRY_OPENED', { ...room, buyerName: '민지' }],
    ['MESSAGES_UNREAD', { ...room, unread: 3 }],
  ])
  assert.deepEqual(await listed(other), [
    ['ORDER_TO_SHIP', { ...about, title: '밤 로퍼', items: 2 }],
    ['ORDER_CANCELLED', { ...about, title: '밤 로퍼', items: 1, reason: 'CANCELLED', refund: 0 }],
  ])
})

test('an event that is repeated to any process is stored once; a withdrawn member is not notified', async (t) => {
  const shop = await openShop(t, { env: { NOTIFICATION_ATTEMPTS: '2', NOTIFICATION_RETRY_MS: '5' } })
  await shop.another()
  const [buyer, gone] = [await shop.person(), await shop.person()]
  await shop.call('POST /v1/me/withdraw', { as: gone, body: { password: gone.password } })
  const events = Array.from({ length: 10 }, (_, i) => ({
    id: randomUUID(),
    data: coupon(buyer.member.id, i + 1),
  }))
  for (let round = 0; round < 3; round++) {
    for (const { id, data } of events)
      await publishEvent(shop.broker, 'coupon.issued', data, { id, key: `coupon:${data.id}` })
  }
  await publishEvent(shop.broker, 'coupon.issued', coupon(gone.member.id))
  // Malformed events are parked and do not block the others.
  await publishEvent(shop.broker, 'coupon.issued', { id: 'x' })
  await publishEvent(shop.broker, 'coupon.issued', coupon(buyer.member.id, 11))
  await until(async () => numbers(await list(shop, buyer)).length > 10, { what: 'the last one' })
  assert.deepEqual(numbers(await list(shop, buyer)), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  assert.equal((await shop.sql`select from notifications where member_id = ${gone.member.id}`).length, 0)
})

test('an event that cannot be stored does not hold back the others of its batch', async (t) => {
  // A single attempt, so that an event that failed once would be parked.
  const shop = await openShop(t, { env: { NOTIFICATION_ATTEMPTS: '1' } })
  const buyer = await shop.person()
  const ids = Array.from({ length: 40 }, (_, index) => index + 1)
  await Promise.all(
    ids.map((id) => {
      const data = coupon(buyer.member.id, id)
      // Text that PostgreSQL cannot store.
      const sent = id % 10 === 5 ? { ...data, name: 'a\u0000b' } : data
      return publishEvent(shop.broker, 'coupon.issued', sent, { key: `coupon:${id}` })
    }),
  )
  await until(async () => (await shop.sql`select from notifications`).length >= 36, { what: 'the others' })
  const page = await list(shop, buyer, '?limit=100')
  const stored = page.items.map(({ data }) => (data as { couponId: number }).couponId)
  assert.deepEqual(
    stored.toSorted((left, right) => left - right),
    ids.filter((id) => id % 10 !== 5),
  )
  assert.deepEqual(numbers(page), ids.slice(0, 36).toReversed())
})

test('a member’s notifications are numbered in order of commits under concurrency', async (t) => {
  const shop = await openShop(t)
  const people = [await shop.person(), await shop.person(), await shop.person()]
  // After the highest number was read, no lower number becomes visible.
  const seen: number[] = []
  const watching = (async () => {
    while (seen.length < 120) {
      const rows = await shop.sql<{ number: number }[]>`
        select number from notifications
        where member_id = ${people[0]!.member.id} and number > ${seen.at(-1) ?? 0} order by number`
      seen.push(...rows.map(({ number }) => number))
    }
  })()
  await Promise.all(
    Array.from({ length: 120 }, (_, i) => {
      const [buyer, ...sellers] = [...people.slice(i % 3), ...people.slice(0, i % 3)]
      const order = {
        id: i + 1,
        number: `N${i}`,
        memberId: buyer!.member.id,
        status: 'PAID',
        revision: 1,
        total: 1,
      }
      const items = sellers.map((seller) => item(1, seller, '구름 러너'))
      return publishEvent(shop.broker, 'order.paid', { ...order, items, method: null }, { key: `order:${i}` })
    }),
  )
  await until(async () => (await shop.sql`select from notifications`).length === 360, {
    what: 'all notifications',
  })
  await watching
  assert.deepEqual(
    seen,
    Array.from({ length: 120 }, (_, i) => i + 1),
  )
})

test('pages continue without a gap, and unread notifications are counted and listed', async (t) => {
  const shop = await openShop(t)
  const buyer = await shop.person()
  await give(shop, buyer, 5)
  const first = await list(shop, buyer, '?limit=2')
  await give(shop, buyer, 1)
  const second = await list(shop, buyer, `?limit=2&cursor=${first.nextCursor}`)
  const third = await list(shop, buyer, `?limit=2&cursor=${second.nextCursor}`)
  assert.deepEqual([first, second, third].map(numbers), [[5, 4], [3, 2], [1]]) // prettier-ignore
  assert.deepEqual([first.unread, second.unread, third.nextCursor], [5, 6, null])
  await shop.call('PUT /v1/notifications/3/read', { as: buyer })
  assert.deepEqual(numbers(await list(shop, buyer, '?unread=true')), [6, 5, 4, 2, 1])
  assert.deepEqual(numbers(await list(shop, buyer, '?unread=false')), [3])
  assert.equal(
    (await shop.call('GET /v1/notifications?cursor=x', { as: buyer })).body['code'],
    'CURSOR_INVALID',
  )
})

test('marking as read, one or all up to one, is idempotent', async (t) => {
  const shop = await openShop(t)
  const buyer = await shop.person()
  await give(shop, buyer, 5)
  const read = async (id: number) => (await shop.call(`PUT /v1/notifications/${id}/read`, { as: buyer })).body
  const readAt = async (id: number) =>
    (await list(shop, buyer)).items.find((shown) => shown.id === id)?.readAt
  assert.deepEqual(await read(4), { unread: 4 })
  const first = await readAt(4)
  assert.ok(first)
  assert.deepEqual(await read(4), { unread: 4 })
  const upTo = await shop.call('PUT /v1/notifications/read', { as: buyer, body: { upTo: 4 } })
  assert.deepEqual(upTo.body, { unread: 1 })
  assert.equal(await readAt(4), first)
  assert.deepEqual(numbers(await list(shop, buyer, '?unread=true')), [5])
  assert.equal((await read(6))['code'], 'NOTIFICATION_NOT_FOUND')
  const all = { as: buyer, body: { upTo: Number.MAX_SAFE_INTEGER } }
  assert.deepEqual((await shop.call('PUT /v1/notifications/read', all)).body, { unread: 0 })
})

test('a member lists and marks only own notifications', async (t) => {
  const shop = await openShop(t)
  const [buyer, other] = [await shop.person(), await shop.person()]
  await give(shop, buyer, 3)
  await give(shop, other, 1)
  assert.deepEqual(numbers(await list(shop, other)), [1])
  const page = await list(shop, buyer, '?limit=1')
  assert.deepEqual(numbers(await list(shop, other, `?cursor=${page.nextCursor}`)), [1])
  assert.equal((await shop.call('PUT /v1/notifications/3/read', { as: other })).status, 404)
  await shop.call('PUT /v1/notifications/1/read', { as: other })
  await shop.call('PUT /v1/notifications/read', { as: other, body: { upTo: 3 } })
  assert.equal((await list(shop, buyer)).unread, 3)
})

test('the newest notifications of a member are kept up to the limit; inbox ids are kept for their retention', async (t) => {
  const shop = await openShop(t, {
    env: { NOTIFICATIONS_PER_MEMBER: '3', INBOX_SWEEP_MS: '20', INBOX_SWEEP_BATCH: '2' },
  })
  const buyer = await shop.person()
  for (let i = 1; i <= 7; i++) await publishEvent(shop.broker, 'coupon.issued', coupon(buyer.member.id, i))
  await until(async () => numbers(await list(shop, buyer))[0] === 7, { what: 'the last one' })
  assert.deepEqual(numbers(await list(shop, buyer)), [7, 6, 5])
  await shop.sql`update inbox set taken_at = now() - interval '15 days' where event_id in (select event_id from inbox limit 5)`
  await until(async () => (await shop.sql`select from inbox`).length === 2, { what: 'two events' })
})

test('events from before the first start with a broker are delivered after the queues are declared', async (t) => {
  const shop = await openShop(t)
  const member = await shop.person()
  await shop.close()
  await shop.sql`
    insert into outbox (type, version, key, data)
    values ('coupon.issued', 1, 'coupon:1', ${shop.sql.json(coupon(member.member.id))})`
  const broker = connectRabbit(await testVhost(t))
  const config = CommerceConfig.parse({
    PORT: '0',
    DATABASE_URL: shop.databaseUrl,
    JWT_KEYS_FILE: shop.keysFile,
    OUTBOX_POLL_MS: '20',
  })
  const api = await startCommerceApi(config, {
    broker,
    log: createLog({ name: 'commerce-api', level: 'silent' }),
  })
  t.after(async () => {
    await api.close()
    await broker.close()
  })
  await until(async () => (await shop.sql`select from notifications`).length === 1, {
    what: 'the notification',
  })
})
