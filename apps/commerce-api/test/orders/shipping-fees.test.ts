import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order, OrderPreview, Shipment, ShippingPolicy, Return } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { regionOf } from '../../src/catalogue/shipping-policies/fee.ts'
import { giveCoupon } from '../support/coupon.ts'
import { inHours } from '../support/open-campaign.ts'
import type { Person } from '../support/open-shop.ts'
import {
  assertBalanced,
  assertStockAddsUp,
  home,
  openTrade,
  type Lines,
  type Trade,
} from '../support/trade.ts'

const policy: ShippingPolicy = {
  fee: 3_000,
  freeFrom: 100_000,
  jejuSurcharge: 4_000,
  islandSurcharge: 6_000,
  returnFee: 3_500,
}

async function openShopWithFees(t: Parameters<typeof openTrade>[0]) {
  const trade = await openTrade(t)
  const [seller, other, buyer] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person(),
  ]
  const put = await trade.call<ShippingPolicy>('PUT /v1/seller/shipping-policy', { as: seller, body: policy })
  assert.deepEqual([put.status, put.body], [200, policy])
  const charged = await trade.shoe(seller, [99, 99], { price: 40_000 })
  const free = await trade.shoe(other, [99], { price: 50_000 })
  return { trade, seller, other, buyer, charged: charged.skuIds[0]!, more: charged.skuIds[1]!, free: free.skuIds[0]! } // prettier-ignore
}

const refunds = ({ body }: { body: Order }) => body.refunds.map(({ amount }) => amount)

async function delivered(trade: Trade, { seller, buyer }: { seller: Person; buyer: Person }, lines: Lines) {
  const order = await trade.paid(buyer, lines)
  const { body } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  await trade.call(`POST /v1/seller/shipments/${body.id}/deliver`, { as: seller })
  return trade.read(buyer, order.id)
}

test('postcodes of Jeju and of islands are known, Chuja and Udo are islands', () => {
  const expected = { '04524': 'MAINLAND', '62999': 'MAINLAND', '63002': 'JEJU', '63644': 'JEJU', '63645': 'MAINLAND', '63000': 'ISLAND', '63365': 'ISLAND', '40240': 'ISLAND', '23100': 'ISLAND', '00000': 'MAINLAND' } // prettier-ignore
  const found = Object.keys(expected).map((postcode) => [postcode, regionOf(postcode)])
  assert.deepEqual(Object.fromEntries(found), expected)
})

test('the preview explains every part of the total, and the order costs just that', async (t) => {
  const { trade, seller, other, buyer, charged, more, free } = await openShopWithFees(t)
  const [{ productId }] = await trade.sql<[{ productId: number }]>`select product_id as "productId" from skus where id = ${charged}` // prettier-ignore
  await trade.call(`PUT /v1/seller/products/${productId}/sale`, { as: seller, body: { price: 30_000, from: inHours(-1), until: inHours(1) } }) // prettier-ignore
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 11_000 })
  const body = {
    lines: [
      { skuId: charged, quantity: 2 },
      { skuId: free, quantity: 1 },
    ],
    address: { ...home, postcode: '63123' },
    couponId,
  }
  const sequences = () => trade.sql`select sequencename, last_value from pg_sequences order by sequencename`
  const before = await sequences()
  const { body: preview } = await trade.call<OrderPreview>('POST /v1/orders/preview', { as: buyer, body })
  assert.deepEqual([...(await sequences())], [...before], 'it draws no id')
  const [one, two] = preview.items
  assert.deepEqual(
    [one?.listPrice, one?.unitPrice, one?.saleDiscount, one?.discount, one?.amount],
    [40_000, 30_000, 20_000, 6_000, 54_000],
  )
  assert.deepEqual([two?.saleDiscount, two?.discount, two?.amount], [0, 5_000, 45_000])
  assert.deepEqual(
    [
      preview.listTotal,
      preview.saleDiscount,
      preview.itemsTotal,
      preview.discount,
      preview.shippingFee,
      preview.total,
    ],
    [130_000, 20_000, 110_000, 11_000, 7_000, 106_000],
  )
  assert.deepEqual(preview.shippingFees, [
    {
      sellerId: seller.member.id,
      region: 'JEJU',
      baseFee: 3_000,
      surcharge: 4_000,
      fee: 7_000,
      returnFee: 3_500,
    },
  ])
  assert.deepEqual(await trade.stockOf(charged), { stock: 99, reserved: 0, allocated: 0 })
  const { status, body: order } = await trade.post<Order>('/v1/orders', { as: buyer, body: { ...body, expectedTotal: 106_000 } }) // prettier-ignore
  assert.equal(status, 201, JSON.stringify(order))
  assert.deepEqual(
    [order.total, order.shippingFee, order.shippingFees],
    [106_000, 7_000, preview.shippingFees],
  )
  assert.deepEqual(await trade.read(buyer, order.id), order)

  // The amount counts before the coupon, and a free parcel still pays for the sea.
  const big = await trade.call<OrderPreview>('POST /v1/orders/preview', {
    as: buyer,
    body: { ...body, lines: [{ skuId: more, quantity: 4 }] },
  })
  assert.deepEqual(big.body.shippingFees.map(({ baseFee, surcharge }) => [baseFee, surcharge]), [[0, 4_000]]) // prettier-ignore
  const mine = await trade.call<ShippingPolicy>('GET /v1/seller/shipping-policy', { as: other })
  assert.equal(mine.body.fee, 0)
})

test('cancelling all of a seller before it is shipped gives the fee back, a part of it charges none later', async (t) => {
  const { trade, buyer, charged, more, free } = await openShopWithFees(t)
  const cancel = (order: Order, skuId: number, quantity?: number) =>
    trade.post<Order>(`/v1/orders/${order.id}/items/cancel`, {
      as: buyer,
      body: {
        items: [
          {
            itemId: order.items.find((item) => item.skuId === skuId && item.status === 'PAID')!.id,
            ...(quantity && { quantity }),
          },
        ],
        reason: '변심',
      },
    })
  const order = await trade.paid(buyer, [[charged, 2], [free, 1]]) // prettier-ignore
  assert.equal(order.total, 133_000)
  const part = await cancel(order, charged, 1)
  assert.deepEqual(refunds(part), [40_000])
  const all = await cancel(part.body, charged)
  assert.deepEqual(refunds(all), [40_000, 43_000])
  const rest = await cancel(all.body, free)
  assert.deepEqual([rest.body.status, rest.body.refunded], ['CANCELLED', 133_000])

  // Free from 100,000 won: what is left is below, and stays free.
  const big = await trade.paid(buyer, [[charged, 2], [more, 1]]) // prettier-ignore
  assert.deepEqual([big.total, big.shippingFee], [120_000, 0])
  assert.deepEqual(refunds(await cancel(big, charged)), [80_000])
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})

test('a return without fault pays for its way back; with the seller at fault everything is refunded', async (t) => {
  const { trade, seller, buyer, charged } = await openShopWithFees(t)
  const give = async (order: Order, reason: string, quantity?: number) => {
    const itemId = order.items.find(({ status }) => status === 'DELIVERED')!.id
    const asked = await trade.post<Return>(`/v1/orders/${order.id}/returns`, {
      as: buyer,
      body: { itemId, reason, ...(quantity && { quantity }) },
    })
    const { status } = await trade.post(`/v1/seller/returns/${asked.body.id}/accept`, { as: seller })
    assert.ok(status < 300)
    return until(
      async () => {
        const now = await trade.read(buyer, order.id)
        return now.refunds.every((refund) => refund.status === 'DONE') && now
      },
      { what: 'the refund' },
    )
  }
  const minds = await delivered(trade, { seller, buyer }, [[charged, 1]])
  const changed = await give(minds, 'CHANGE_OF_MIND')
  assert.deepEqual([changed.refunded, changed.paid, changed.returns[0]?.fee], [36_500, 43_000, 3_500])

  const faulty = await delivered(trade, { seller, buyer }, [[charged, 2]])
  const half = await give(faulty, 'DEFECTIVE', 1)
  assert.deepEqual([half.refunded, half.returns[0]?.fee], [40_000, 0])
  const whole = await give(half, 'DEFECTIVE')
  assert.deepEqual([whole.refunded, whole.paid], [83_000, 83_000])
  await assertBalanced(trade.sql, trade.toss)
})

test('the fee goes back with what was not shipped when the rest of the seller was refunded as lost', async (t) => {
  const { trade, seller, buyer, charged, more } = await openShopWithFees(t)
  const order = await trade.paid(buyer, [[charged, 1], [more, 1]]) // prettier-ignore
  const [lost, unshipped] = order.items
  assert.ok(order.shippingFee > 0)
  const shipping = { courier: 'CJ', trackingNumber: '123456789012', itemIds: [lost!.id] }
  await trade.post(`/v1/seller/orders/${order.id}/ship`, { as: seller, body: shipping })
  const refund = { items: [{ itemId: lost!.id }], reason: '분실' }
  assert.equal((await trade.post(`/v1/seller/orders/${order.id}/items/refund`, { as: seller, body: refund })).status, 204) // prettier-ignore
  assert.equal((await trade.read(buyer, order.id)).refunded, lost!.amount, 'the parcel is not all')
  const cancel = { items: [{ itemId: unshipped!.id }], reason: '변심' }
  const { status, body } = await trade.post<Order>(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body: cancel }) // prettier-ignore
  assert.equal(status, 200, JSON.stringify(body))
  const done = await trade.read(buyer, order.id)
  assert.deepEqual([done.refunded, done.status, done.progress], [order.total, 'PAID', 'REFUNDED'])
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})
