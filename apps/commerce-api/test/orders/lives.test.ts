import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdminOrder, Order } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { giveCoupon } from '../support/coupon.ts'
import { steps, type World } from '../support/order-lives.ts'
import { chance, roundsOr } from '../support/randomness.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade } from '../support/trade.ts'

/** What happens to one order, and how much of it at the same moment. */
const STEPS = 14
const AT_ONCE = 2
const STOCK = 10_000

test('whatever buyers, sellers, administrators and the clock do to an order, its money, stock, coupon and history are exact', async (t) => {
  const random = chance(t)
  const trade = await openTrade(t, { env: { RECONCILE_AFTER_MS: '50', PURCHASE_CONFIRM_DAYS: '3650' } })
  const [one, two, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const sellers = new Map([one, two].map((seller) => [seller.member.id, seller]))
  const skuIds = [
    ...(await trade.shoe(one, [STOCK, STOCK], { price: 33_333 })).skuIds,
    ...(await trade.shoe(two, [STOCK], { price: 49_999 })).skuIds,
  ]
  const world: World = { trade, buyer, admin, sellers, random, counted: new Map() }
  const done = new Map<string, number>()

  for (let life = 0; life < roundsOr(8); life++) {
    const percent = { percent: 1 + random.below(60) }
    const couponId = await giveCoupon(trade.sql, buyer, random.below(2) ? percent : { amount: 1 + random.below(30_000) }) // prettier-ignore
    const lines = skuIds.map((id): [number, number] => [id, 1 + random.below(4)])
    const { id, total } = await trade.placed(buyer, lines, { couponId })
    await steps['pay']!(world, await trade.read(buyer, id))
    for (let step = 0; step < STEPS; step++) {
      const order = await trade.read(buyer, id)
      if (order.status !== 'PAID') break
      const chosen = random.shuffled(Object.keys(steps)).slice(0, AT_ONCE)
      const results = await Promise.all(chosen.map((name) => steps[name]!(world, order)))
      for (const [at, name] of chosen.entries()) if (results[at]) done.set(name, (done.get(name) ?? 0) + 1)
    }
    await until(async () => (await isSettled(trade.sql)) || undefined, { what: 'the refunds' })
    await assertExact(world, await trade.read(buyer, id), { total, couponId })
  }
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
  for (const skuId of skuIds) {
    const [{ shipped }] = await trade.sql<[{ shipped: number }]>`
      select coalesce(sum(quantity), 0)::int as shipped from order_items
      where sku_id = ${skuId} and shipment_id is not null`
    assert.equal((await trade.stockOf(skuId)).stock, STOCK - shipped + (world.counted.get(skuId) ?? 0))
  }
  t.diagnostic([...done].map(([name, times]) => `${name} ${times}`).join(', '))
})

async function assertExact(
  { trade, admin }: World,
  order: Order,
  { total, couponId }: { total: number; couponId: number },
): Promise<void> {
  const amountOf = (statuses: string[]) =>
    order.items.filter(({ status }) => statuses.includes(status)).reduce((sum, { amount }) => sum + amount, 0)
  assert.equal(order.items.reduce((sum, { amount }) => sum + amount, 0), total) // prettier-ignore
  assert.equal(order.refunded, amountOf(['CANCELLED', 'RETURNED', 'REFUNDED']))
  assert.ok(order.refunds.every(({ status }) => status === 'DONE'))
  assert.equal(order.payment?.status, paymentStatus(order))

  const isOver = order.items.every(({ status }) => status === 'CANCELLED')
  assert.equal(order.status, isOver ? 'CANCELLED' : 'PAID')
  const [coupon] = await trade.sql`select status from member_coupons where id = ${couponId}`
  assert.equal(coupon?.['status'], isOver ? 'ISSUED' : 'USED')

  const parcels = new Map(order.shipments.map((parcel) => [parcel.id, parcel]))
  for (const { shipmentId, deliveredAt, status } of order.items) {
    const parcel = shipmentId === null ? undefined : parcels.get(shipmentId)
    if (deliveredAt !== null) assert.equal(deliveredAt, parcel?.deliveredAt, 'as its parcel')
    if (status === 'SHIPPED') assert.equal(parcel?.deliveredAt, null)
  }
  const { body } = await trade.call<AdminOrder>(`GET /v1/admin/orders/${order.id}`, { as: admin })
  const quantities = (what: string) =>
    body.history.filter((each) => each.what === what).reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)
  const pairs = (status: string) =>
    order.items.filter((item) => item.status === status).reduce((sum, { quantity }) => sum + quantity, 0)
  assert.equal(quantities('ITEM_CANCELLED'), pairs('CANCELLED'))
  assert.equal(quantities('ITEM_REFUNDED'), pairs('REFUNDED'))
  assert.equal(body.history.filter(({ what }) => what === 'REFUND_DONE').length, order.refunds.length)
}

function paymentStatus({ refunded, paid }: Order): string {
  if (refunded === 0) return 'DONE'
  return refunded === paid ? 'CANCELED' : 'PARTIAL_CANCELED'
}
