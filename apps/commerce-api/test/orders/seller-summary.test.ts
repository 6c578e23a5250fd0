import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SellerSummary } from '@munova/commerce-contract'
import type { Person } from '../support/open-shop.ts'
import { openTrade } from '../support/trade.ts'

test('a seller sees what is to do, and the sales of each day in Korea by the moment of payment', async (t) => {
  const trade = await openTrade(t)
  const [seller, other, buyer] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person(),
  ]
  const { skuIds } = await trade.shoe(seller, [9, 9], { price: 50_000 })
  const theirs = (await trade.shoe(other, [9], { price: 30_000 })).skuIds[0]!
  const [own, second] = [skuIds[0]!, skuIds[1]!]
  const summary = async (as: Person) => {
    const { status, body } = await trade.call<SellerSummary>('GET /v1/seller/summary', { as })
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  const sold = async (as: Person) => (await summary(as)).days.map(({ orders, revenue }) => [orders, revenue])

  const empty = await summary(seller)
  assert.equal(empty.days.length, 15)
  assert.deepEqual([empty.ordersToShip, empty.returnsToAnswer, empty.usualAnswerMinutes], [0, 0, null])
  assert.ok(empty.days.every(({ orders, revenue, answers }) => orders + revenue + answers === 0))
  const dates = empty.days.map(({ date }) => date)
  assert.deepEqual(dates, dates.toSorted())

  const shared = await trade.paid(buyer, [[own, 2], [second, 1], [theirs, 1]]) // prettier-ignore
  await trade.placed(buyer, [[own, 1]])
  const { ordersToShip, days } = await summary(seller)
  assert.equal(ordersToShip, 1, 'one order, however many lines')
  assert.deepEqual([days.at(-1)!.orders, days.at(-1)!.revenue], [1, 150_000])
  assert.deepEqual((await sold(other)).at(-1), [1, 30_000])

  await trade.post(`/v1/orders/${shared.id}/cancel`, { as: buyer, body: { reason: '변심' } })
  const after = await summary(seller)
  assert.equal(after.ordersToShip, 0)
  assert.equal(after.days.at(-1)!.revenue, 150_000, 'what was sold stays sold')

  // The last moment of the first day that is shown, and the moment before that day.
  const midnight = trade.sql`((now() at time zone 'Asia/Seoul')::date - 14)::timestamp at time zone 'Asia/Seoul'`
  await trade.sql`update seller_sales set paid_at = ${midnight} + interval '1 day' - interval '1 millisecond'`
  assert.deepEqual((await sold(seller)).at(0), [1, 150_000])
  await trade.sql`update seller_sales set paid_at = paid_at - interval '1 day'`
  assert.ok((await sold(seller)).every(([orders]) => orders === 0))
})

test('an order that costs nothing is sold when it is placed', async (t) => {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [9], { price: 50_000 })
  const { id } = await trade.placed(buyer, [[skuIds[0]!, 1]])
  // As the statement of a free order writes it: paid from the beginning.
  await trade.sql`
    with made as (
      insert into orders (number, member_id, status, items_total, discount, shipping_fee, total, from_cart, recipient, phone, postcode,
        line1, line2, note, placed_at, expires_at, paid_at)
      select number || 'F', member_id, 'PAID', items_total, items_total, 0, 0, false, recipient, phone, postcode, line1, line2, note,
        placed_at, expires_at, now()
      from orders where id = ${id} returning id
    )
    insert into order_items (order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm, unit_price, quantity, discount, status)
    select made.id, sku_id, product_id, seller_id, product_name, color_name, size_mm, unit_price, quantity, unit_price, 'PAID'
    from order_items, made where order_id = ${id}`
  const { body } = await trade.call<SellerSummary>('GET /v1/seller/summary', { as: seller })
  assert.deepEqual([body.days.at(-1)!.orders, body.days.at(-1)!.revenue, body.ordersToShip], [1, 0, 1])
})
