import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { AdminOrder, Order, OrderItem, ShippingPolicy } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import pLimit from 'p-limit'
import { giveCoupon } from '../support/coupon.ts'
import { atGateway, gatewayActs } from '../support/gateway-acts.ts'
import { nameAccount, steps, type World } from '../support/order-lives.ts'
import { chance, ownChance, roundsOr } from '../support/randomness.ts'
import { assertBalanced, assertEnded, assertStockAddsUp, home, openTrade } from '../support/trade.ts'

/** What happens to one order, and how much of it at the same moment. */
const STEPS = 14
const AT_ONCE = 2
/** Orders that live at the same moment. */
const LIVES_AT_ONCE = 6
const STOCK = 1_000_000
/** Pairs of the second seller's product that one member may order. */
const LIMIT = 6

const acts = { ...steps, ...gatewayActs }

/** Of the two sellers. An order of enough pairs is free with the largest coupon. */
const policies: ShippingPolicy[] = [
  { fee: 3_000, freeFrom: 150_000, jejuSurcharge: 4_001, islandSurcharge: 6_002, returnFee: 3_500 },
  { fee: 2_500, freeFrom: 100_000, jejuSurcharge: 0, islandSurcharge: 5_003, returnFee: 0 },
]
const postcodes = ['04524', '63002', '63365']

type Shared = Omit<World, 'buyer' | 'givenBack'> & { skuIds: number[] }

test('whatever buyers, sellers, administrators, the gateway and the clock do to an order, its money, stock, coupon and history are exact', async (t) => {
  const shared = await openWorld(t)
  const { trade, skuIds, counted } = shared
  const done = new Map<string, number>()
  const chances = Array.from({ length: roundsOr(12) }, () => ownChance(shared.random))
  await pLimit(LIVES_AT_ONCE).map(chances, (random) => live({ ...shared, random }, done))
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
  await assertEnded(trade.sql)
  for (const skuId of skuIds) {
    const [{ shipped }] = await trade.sql<[{ shipped: number }]>`
      select coalesce(sum(quantity), 0)::int as shipped from order_items
      where sku_id = ${skuId} and shipment_id is not null`
    assert.equal((await trade.stockOf(skuId)).stock, STOCK - shipped + (counted.get(skuId) ?? 0))
  }
  t.diagnostic([...done].map(([name, times]) => `${name} ${times}`).join(', '))
})

async function openWorld(t: TestContext): Promise<Shared> {
  const random = chance(t)
  const trade = await openTrade(t, {
    env: { RECONCILE_AFTER_MS: '50', RECONCILE_BACKOFF_MAX_MS: '200', PURCHASE_CONFIRM_DAYS: '3650' },
  })
  await trade.toss.behave({ webhookUrl: `${trade.url}/v1/payments/webhook`, webhookCopies: 2 })
  const [one, two, admin] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person('ADMIN'),
  ]
  for (const [at, as] of [one, two].entries())
    assert.equal((await trade.call('PUT /v1/seller/shipping-policy', { as, body: policies[at] })).status, 200)
  const first = (await trade.shoe(one, [STOCK, STOCK], { price: 33_333 })).skuIds
  const second = (await trade.shoe(two, [STOCK], { price: 49_999, purchaseLimit: LIMIT })).skuIds
  return {
    trade,
    admin,
    random,
    sellers: new Map([one, two].map((seller) => [seller.member.id, seller])),
    otherSizes: new Map([first, first.toReversed()] as [number, number][]),
    skuIds: [...first, ...second],
    counted: new Map(),
  }
}

/** The life of one order, with a buyer of its own. */
async function live(shared: Shared, done: Map<string, number>): Promise<void> {
  const { trade, random, skuIds } = shared
  const world: World = { ...shared, buyer: await trade.person(), givenBack: 0 }
  const { buyer } = world
  const coupons = [
    { percent: 1 + random.below(60) },
    { amount: 1 + random.below(30_000) },
    { amount: 9_999_999 },
  ]
  const couponId = await giveCoupon(trade.sql, buyer, coupons[random.below(coupons.length)]!)
  const lines = skuIds.map((id): [number, number] => [id, 1 + random.below(4)])
  const address = { ...home, postcode: postcodes[random.below(postcodes.length)] }
  const placed = await trade.placed(buyer, lines, { couponId, address })
  if (placed.status === 'PENDING') await pay(world, placed)
  for (let step = 0; step < STEPS; step++) {
    const order = await trade.read(buyer, placed.id)
    if (order.status !== 'PAID') break
    const possible = Object.entries(acts).flatMap(([name, act]) => {
      const run = act(world, order)
      return run ? [{ name, run }] : []
    })
    const chosen = random.shuffled(possible).slice(0, AT_ONCE)
    const results = await Promise.all(chosen.map(({ run }) => run()))
    for (const [at, { name }] of chosen.entries()) if (results[at]) done.set(name, (done.get(name) ?? 0) + 1)
  }
  await until(() => isOver(world, placed), { what: 'the refunds' })
  await assertExact(world, await trade.read(buyer, placed.id), couponId)
  await assertLimit(world, await trade.read(buyer, placed.id), skuIds.at(-1)!)
}

async function pay({ trade, buyer, random }: World, order: Order): Promise<void> {
  const method = random.below(3) ? '카드' : '가상계좌'
  const { status, body } = await trade.pay(buyer, order, method)
  assert.equal(status, 200, JSON.stringify(body))
  if (method !== '가상계좌') return
  await trade.toss.deposit(body.payment.paymentKey)
  await until(async () => (await trade.read(buyer, order.id)).status === 'PAID', { what: 'the deposit' })
}

/** Nothing is open, and the shop has heard of everything that the gateway did. */
async function isOver(world: World, { id, number }: Order): Promise<boolean> {
  const order = await world.trade.read(world.buyer, id)
  const { payment, paid, refunded, refunds } = order
  if (refunds.some(({ needsAccount }) => needsAccount)) await nameAccount(world, order, world.admin)
  if (refunds.some(({ status }) => status !== 'DONE')) return false
  if (!payment) return true
  const { status, balanceAmount } = await atGateway(world, number)
  return status !== 'WAITING_FOR_DEPOSIT' && balanceAmount === paid - refunded
}

async function assertExact(world: World, order: Order, couponId: number): Promise<void> {
  const { trade, admin } = world
  const amounts = order.items.filter(({ status }) => status !== 'EXCHANGED').map(({ amount }) => amount)
  assert.equal(amounts.reduce((sum, amount) => sum + amount, 0), order.itemsTotal - order.discount) // prettier-ignore
  assert.equal(order.total, order.itemsTotal - order.discount + order.shippingFee)
  assert.ok(order.refunds.every(({ status }) => status === 'DONE'))
  assert.equal(order.refunds.reduce((sum, { amount }) => sum + amount, 0), order.refunded) // prettier-ignore
  const expected = allowedRefunds(order, world.givenBack)
  assert.ok(
    expected.has(order.refunded),
    `${order.refunded} refunded, not one of ${[...expected].join(', ')}`,
  )
  if (order.payment) assert.equal(order.payment.status, paymentStatus(order))

  const isCancelled = order.items.every(({ status }) => status === 'CANCELLED')
  assert.equal(order.status, isCancelled ? 'CANCELLED' : 'PAID')
  const [coupon] = await trade.sql`select status from member_coupons where id = ${couponId}`
  assert.equal(coupon?.['status'], isCancelled ? 'ISSUED' : 'USED')

  const parcels = new Map(order.shipments.map((parcel) => [parcel.id, parcel]))
  for (const { shipmentId, deliveredAt, status } of order.items) {
    const parcel = shipmentId === null ? undefined : parcels.get(shipmentId)
    if (deliveredAt !== null) assert.equal(deliveredAt, parcel?.deliveredAt, 'as its parcel')
    if (status === 'SHIPPED') assert.equal(parcel?.deliveredAt, null)
  }
  const { body } = await trade.call<AdminOrder>(`GET /v1/admin/orders/${order.id}`, { as: admin })
  const quantities = (what: string) =>
    body.history.filter((each) => each.what === what).reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)
  const pairs = (status: string) => pairsOf(order.items.filter((item) => item.status === status))
  assert.equal(quantities('ITEM_CANCELLED'), pairs('CANCELLED'))
  assert.equal(quantities('ITEM_REFUNDED'), pairs('REFUNDED'))
  assert.equal(body.history.filter(({ what }) => what === 'REFUND_DONE').length, order.refunds.length)
}

const pairsOf = (items: OrderItem[]) => items.reduce((sum, { quantity }) => sum + quantity, 0)
const isRefunded = ({ status }: OrderItem) => ['CANCELLED', 'RETURNED', 'REFUNDED'].includes(status)

/**
 * What the refunds may be: the amounts of what the buyer does not keep, without the costs of returns; the shipping fee of each
 * seller of whom everything was cancelled, and perhaps of one of whom nothing is kept, never of another; and what was given
 * back at the gateway. Never more than was paid.
 */
function allowedRefunds({ items, returns, shippingFees, paid }: Order, givenBack: number): Set<number> {
  const refunded = items.filter(isRefunded).reduce((sum, { amount }) => sum + amount, 0)
  const costs = returns.filter(({ status }) => status === 'ACCEPTED').reduce((sum, { fee }) => sum + fee, 0)
  let sums = [refunded - costs + givenBack]
  for (const { sellerId, fee } of shippingFees) {
    const own = items.filter((item) => item.sellerId === sellerId)
    if (own.every(({ status }) => status === 'CANCELLED')) sums = sums.map((sum) => sum + fee)
    else if (own.every((item) => isRefunded(item) || item.status === 'EXCHANGED'))
      sums = sums.flatMap((sum) => [sum, sum + fee])
  }
  return new Set(sums.map((sum) => Math.min(sum, paid)))
}

function paymentStatus({ refunded, paid }: Order): string {
  if (refunded === 0) return 'DONE'
  return refunded === paid ? 'CANCELED' : 'PARTIAL_CANCELED'
}

/** The buyer can order just as many pairs of the limited product as the order has not kept. */
async function assertLimit({ trade, buyer }: World, order: Order, skuId: number): Promise<void> {
  const left = LIMIT - pairsOf(order.items.filter((item) => item.skuId === skuId && !isRefunded(item)))
  const tooMany = await trade.order(buyer, [[skuId, left + 1]])
  assert.deepEqual([tooMany.status, tooMany.body.code], [409, 'PURCHASE_LIMIT'])
  const again = await trade.placed(buyer, [[skuId, left]])
  const { status } = await trade.post(`/v1/orders/${again.id}/cancel`, {
    as: buyer,
    body: { reason: '변심' },
  })
  assert.equal(status, 200)
}
