import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Order, Shipment, Return } from '@munova/commerce-contract'
import { maxLineImageBytes, type TradeEvent } from '@munova/event-contract'
import { until } from '@munova/testing'
import { collectTradeEvents } from '../support/trade-events.ts'
import { openTrade, type Trade } from '../support/trade.ts'

const parcel = { courier: 'CJ', trackingNumber: '6543-2109-8765' }

/** A shop, and what it publishes about orders. */
async function open(t: TestContext) {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const events = await collectTradeEvents(t, trade)
  const deliver = async (order: Order) => {
    const { body } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
      as: seller,
      body: parcel,
    })
    await trade.call(`POST /v1/seller/shipments/${body.id}/deliver`, { as: seller })
    return trade.read(buyer, order.id)
  }
  return { trade, seller, buyer, events, deliver }
}

/** Events with lines, once there are so many. */
async function withLines(events: readonly TradeEvent[], count: number) {
  const found = () =>
    events.flatMap((event) => ('items' in event.data ? [{ type: event.type, data: event.data }] : []))
  await until(() => found().length >= count, { what: `${count} events` })
  return found()
}

async function cancelPair(
  trade: Trade,
  as: Parameters<Trade['read']>[0],
  { id, items }: Order,
  skuId: number,
) {
  const item = items.find((each) => each.skuId === skuId && each.status === 'PAID')
  const body = { items: [{ itemId: item!.id, quantity: 1 }], reason: '단순 변심' }
  return (await trade.post<Order>(`/v1/orders/${id}/items/cancel`, { as, body })).body
}

test('events list the lines of an order as they were ordered, however often these were divided', async (t) => {
  const { trade, seller, buyer, events, deliver } = await open(t)
  const { skuIds } = await trade.shoe(seller, [9, 9, 9])
  const [first, second, other] = [skuIds[0]!, skuIds[1]!, skuIds[2]!]
  let order = await trade.paid(buyer, [[first, 4], [second, 1]]) // prettier-ignore
  const [one, two] = order.items.map(({ id }) => id)
  for (let pair = 0; pair < 2; pair++) order = await cancelPair(trade, buyer, order, first)
  assert.equal(order.items.length, 4, 'the line of four pairs is three items by now')
  order = await deliver(order)
  const kept = order.items.find(({ skuId, status }) => skuId === first && status === 'DELIVERED')
  const exchange = { itemId: kept!.id, quantity: 1, reason: 'WRONG_SIZE', exchangeSkuId: other }
  const asked = await trade.post<Return>(`/v1/orders/${order.id}/returns`, { as: buyer, body: exchange })
  await trade.post(`/v1/seller/returns/${asked.body.id}/accept`, { as: seller })
  await deliver(order)

  const published = await withLines(events, 8)
  const lines = [[one, 4], [two, 1]] // prettier-ignore
  for (const { type, data } of published) {
    assert.deepEqual(data.items.map(({ id, quantity }) => [id, quantity]), lines, type) // prettier-ignore
  }
  assert.deepEqual(
    published.map(({ type, data }) => [type, 'itemIds' in data ? data.itemIds : []]),
    [
      ['order.placed', []],
      ['order.paid', []],
      ['order.cancelled', [one]],
      ['order.cancelled', [one]],
      ['order.shipped', [one, two]],
      ['order.delivered', [one, two]],
      ['order.shipped', [one]],
      ['order.delivered', [one]],
    ],
  )
})

test('events leave out an image URL that is too long for an order of many lines', async (t) => {
  const { trade, seller, buyer, events } = await open(t)
  const images = [maxLineImageBytes, maxLineImageBytes + 1].map((bytes) => `/${'a'.repeat(bytes - 3)}`)
  const shoes = []
  for (const image of images) shoes.push(await trade.shoe(seller, [9], { images: [image] }))
  const order = await trade.paid(
    buyer,
    shoes.map(({ skuIds }) => [skuIds[0]!, 1]),
  )
  assert.deepEqual(order.items.map(({ imageUrl }) => imageUrl), images) // prettier-ignore
  for (const { type, data } of await withLines(events, 2)) {
    assert.deepEqual(data.items.map(({ imageUrl }) => imageUrl), [images[0], null], type) // prettier-ignore
  }
})

test('an order of 100 lines of 20 pairs, cancelled pair by pair, publishes all of its events', async (t) => {
  const { trade, seller, buyer, events } = await open(t)
  const shoes = []
  for (let shoe = 0; shoe < 10; shoe++) shoes.push(await trade.shoe(seller, Array<number>(10).fill(20)))
  const lines = shoes.flatMap(({ skuIds }) => skuIds.map((skuId): [number, number] => [skuId, 20]))
  let order = await trade.paid(buyer, lines)
  for (let pair = 0; pair < 20; pair++) {
    const items = order.items.flatMap(({ id, status }) =>
      status === 'PAID' ? [{ itemId: id, quantity: 1 }] : [],
    )
    assert.equal(items.length, 100)
    const body = { items, reason: '단순 변심' }
    const answer = await trade.post<Order>(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    order = answer.body
  }
  assert.deepEqual([order.status, order.items.length], ['CANCELLED', 2_000])
  const cancelled = () => events.filter(({ type }) => type === 'order.cancelled')
  await until(() => cancelled().length === 20, { what: 'every event of the order' })
  await until(async () => (await trade.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
})

test('an event that the broker would reject fails the statement that writes it, with a code, and blocks nothing', async (t) => {
  const { trade, seller, buyer } = await open(t)
  const write = (bytes: number) => trade.sql`
    insert into outbox (type, version, key, data)
    values ('stock.changed', 1, 'sku:1', jsonb_build_object('text', repeat('x', ${bytes})))`
  await assert.rejects(write(250_000), { code: '23514', constraint_name: 'outbox_size' })

  const { skuIds } = await trade.shoe(seller, [3])
  // No request can write a larger one: here the bound is smaller instead.
  const bound = (bytes: number) => trade.sql`
    alter table outbox drop constraint outbox_size,
      add constraint outbox_size check (octet_length(data::text) <= ${trade.sql.unsafe(String(bytes))}) not valid`
  await bound(10)
  const { status, body } = await trade.order(buyer, [[skuIds[0]!, 1]])
  assert.deepEqual([status, body.code], [413, 'PAYLOAD_TOO_LARGE'])
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 3, reserved: 0, allocated: 0 })
  await bound(250_000)
  await trade.paid(buyer, [[skuIds[0]!, 1]])
  await until(async () => (await trade.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
})
