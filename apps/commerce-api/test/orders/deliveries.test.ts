import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Order, Shipment } from '@munova/commerce-contract'
import { latch, metric, until } from '@munova/testing'
import type { Person } from '../support/open-shop.ts'
import { openTrade, type Trade } from '../support/trade.ts'
import { collectTradeEvents } from '../support/trade-events.ts'

const HOUR_MS = 60 * 60_000
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

async function shopWith(t: TestContext, env: Record<string, string>) {
  const trade = await openTrade(t, { env })
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds } = await trade.shoe(seller, [99])
  const shipped = async (at?: string, pairs = 1): Promise<Order> => {
    const { id } = await trade.paid(buyer, [[skuIds[0]!, pairs]])
    const body = { courier: 'CJ', trackingNumber: '123456789012' }
    await trade.post<Shipment>(`/v1/seller/orders/${id}/ship`, { as: seller, body })
    if (at !== undefined) await trade.sql`update shipments set shipped_at = ${at} where order_id = ${id}`
    return trade.read(buyer, id)
  }
  return { trade, seller, buyer, admin, shipped }
}

const deliver = (trade: Trade, as: Person, { shipments }: Order, body?: object) =>
  trade.call<{ code?: string; detail?: string } | undefined>(
    `POST /v1/${as.member.role.toLowerCase()}/shipments/${shipments[0]!.id}/deliver`,
    { as, body },
  )

/** Locks an order in a transaction of the test's own, which the returned function ends. */
async function hold(trade: Trade, { id }: Order): Promise<() => Promise<void>> {
  const [held, go] = [latch(), latch()]
  const holding = trade.sql.begin(async (sql) => {
    await sql`select from orders where id = ${id} for update`
    held.resolve()
    await go.promise
  })
  await held.promise
  return async () => {
    go.resolve()
    await holding
  }
}

test('a seller cannot mark a delivery right after shipping, and is told from when', async (t) => {
  const { trade, seller, buyer, shipped } = await shopWith(t, { DELIVERY_MIN_MS: `${HOUR_MS}` })
  const order = await shipped()
  const early = await deliver(trade, seller, order)
  assert.deepEqual([early.status, early.body?.code], [409, 'DELIVERY_TIME_IMPLAUSIBLE'])
  const from = new Date(Date.parse(order.shipments[0]!.shippedAt) + HOUR_MS).toISOString()
  assert.ok(early.body?.detail?.includes(from), early.body?.detail)
  assert.equal((await trade.read(buyer, order.id)).items[0]?.status, 'SHIPPED')

  const old = await shipped(ago(3 * HOUR_MS))
  for (const wrong of [ago(2.5 * HOUR_MS), ago(-HOUR_MS), ago(9 * HOUR_MS)]) {
    const { body } = await deliver(trade, seller, old, { deliveredAt: wrong })
    assert.equal(body?.code, 'DELIVERY_TIME_IMPLAUSIBLE', wrong)
  }
  const deliveredAt = ago(1.5 * HOUR_MS)
  assert.equal((await deliver(trade, seller, old, { deliveredAt })).status, 204)
  const now = await trade.read(buyer, old.id)
  assert.deepEqual([now.shipments[0]?.deliveredAt, now.items[0]?.deliveredAt], [deliveredAt, deliveredAt])
})

test('a seller does not report a delivery of long ago: the time to return would be over', async (t) => {
  const { trade, seller, admin, buyer, shipped } = await shopWith(t, {
    DELIVERY_REPORT_MS: `${24 * HOUR_MS}`,
  })
  const order = await shipped(ago(9 * 24 * HOUR_MS))
  const deliveredAt = ago(8 * 24 * HOUR_MS)
  assert.equal((await deliver(trade, seller, order, { deliveredAt })).body?.code, 'DELIVERY_TIME_IMPLAUSIBLE')
  assert.equal((await deliver(trade, admin, order, { deliveredAt })).status, 204)
  assert.equal((await trade.read(buyer, order.id)).items[0]?.deliveredAt, deliveredAt)
})

test('an administrator names any time from shipping until now, and no other', async (t) => {
  const { trade, admin, buyer, shipped } = await shopWith(t, { DELIVERY_MIN_MS: `${HOUR_MS}` })
  const order = await shipped(ago(HOUR_MS))
  for (const wrong of [ago(-HOUR_MS), ago(2 * HOUR_MS)])
    assert.equal(
      (await deliver(trade, admin, order, { deliveredAt: wrong })).body?.code,
      'DELIVERY_TIME_IMPLAUSIBLE',
    )
  assert.equal(
    (await deliver(trade, admin, order, { deliveredAt: 'yesterday' })).body?.code,
    'VALIDATION_FAILED',
  )
  const { shippedAt: deliveredAt } = order.shipments[0]!
  assert.equal((await deliver(trade, admin, order, { deliveredAt })).status, 204)
  assert.equal((await trade.read(buyer, order.id)).shipments[0]?.deliveredAt, deliveredAt)
})

test('parcels that nobody marks are delivered by the clock, each once, by however many processes', async (t) => {
  const { trade, buyer, shipped } = await shopWith(t, { RECONCILE_BATCH: '2', RECONCILE_MS: '20' })
  await trade.another()
  const events = await collectTradeEvents(t, trade)
  const day = 24 * HOUR_MS
  const [young, ...old] = [
    await shipped(ago(13 * day)),
    await shipped(ago(14 * day + HOUR_MS)),
    await shipped(ago(20 * day)),
    await shipped(ago(15 * day)),
  ]
  const status = async ({ id }: Order) => (await trade.read(buyer, id)).items[0]?.status
  for (const order of old)
    await until(async () => (await status(order)) === 'DELIVERED' || undefined, { what: 'the delivery' })
  assert.equal(await status(young), 'SHIPPED')
  const delivered = () =>
    events.flatMap(({ type, data }) => (type === 'order.delivered' && 'id' in data ? [data.id] : []))
  await until(() => delivered().length === 3 || undefined, { what: 'the events' })
  assert.deepEqual(new Set(delivered()), new Set(old.map(({ id }) => id)))
  const found = await metric(trade.url, 'commerce_reconciled_total{what="deliveries"}')
  assert.ok(found !== undefined && found <= 3)
  assert.equal((await trade.sql`select from audit_log where action = 'shipment.deliver'`).length, 0)
})

test('a parcel whose pairs were all refunded is delivered without a word to the buyer', async (t) => {
  const { trade, admin, buyer, shipped } = await shopWith(t, {})
  const events = await collectTradeEvents(t, trade)
  const order = await shipped()
  const items = [{ itemId: order.items[0]!.id }]
  await trade.post(`/v1/admin/orders/${order.id}/items/refund`, {
    as: admin,
    body: { items, reason: '분실' },
  })
  assert.equal((await deliver(trade, admin, order)).status, 204)
  const now = await trade.read(buyer, order.id)
  assert.equal(now.items[0]?.status, 'REFUNDED')
  assert.notEqual(now.shipments[0]?.deliveredAt, null)
  const last = await shipped()
  await deliver(trade, admin, last)
  const delivered = () =>
    events.flatMap(({ type, data }) => (type === 'order.delivered' && 'id' in data ? [data.id] : []))
  await until(() => delivered().includes(last.id) || undefined, { what: 'the event of the last' })
  assert.deepEqual(delivered(), [last.id])
})

test('a parcel arrives while one of its pairs is refunded: the other one is delivered', async (t) => {
  const { trade, seller, admin, buyer, shipped } = await shopWith(t, { STATEMENT_TIMEOUT_MS: '60000' })
  const order = await shipped(undefined, 2)
  const waiting = (statements: number) =>
    until(
      async () => {
        const rows = await trade.sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        return rows.length === statements
      },
      { what: `${statements} statements that wait for the order` },
    )
  const release = await hold(trade, order)
  const refunding = trade.post(`/v1/seller/orders/${order.id}/items/refund`, {
    as: seller,
    body: { items: [{ itemId: order.items[0]!.id, quantity: 1 }], reason: '파손' },
  })
  await waiting(1)
  // Locks are given in the order in which they were asked for: this one does not see what the first has divided.
  const delivering = deliver(trade, admin, order)
  await waiting(2)
  await release()
  assert.deepEqual([(await refunding).status, (await delivering).status], [204, 204])
  const { items } = await trade.read(buyer, order.id)
  assert.deepEqual(items.map(({ status }) => status).toSorted(), ['DELIVERED', 'REFUNDED'])
})

test('a statement that waits for too long is no fault of ours: the request may be sent again', async (t) => {
  const { trade, admin, shipped } = await shopWith(t, { STATEMENT_TIMEOUT_MS: '100' })
  const order = await shipped()
  const release = await hold(trade, order)
  const { status, body } = await deliver(trade, admin, order)
  assert.deepEqual([status, body?.code], [503, 'UNAVAILABLE'])
  await release()
  assert.equal((await deliver(trade, admin, order)).status, 204)
})
