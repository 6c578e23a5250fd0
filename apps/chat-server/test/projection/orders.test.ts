import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { connectMemory } from '@munova/broker'
import type { OrderEvent, OrderState } from '@munova/event-contract'
import { publishEvent, until } from '@munova/testing'
import { type Chat, openChat, text } from '../support/chat.ts'

type Data<Type extends OrderEvent['type']> = Omit<
  Extract<OrderEvent, { type: Type }>['data'],
  keyof OrderState
>

/** A chat-server and the events of orders that commerce-api would publish. */
async function openShop(t: TestContext) {
  const chat = await openChat(t)
  const broker = connectMemory(chat.exchange)
  t.after(() => broker.close())
  const publish = <Type extends OrderEvent['type']>(
    type: Type,
    state: OrderState,
    more: Data<Type>,
    id?: string,
  ) =>
    publishEvent(
      broker,
      type,
      { ...state, ...more },
      { key: `order:${state.id}`, ...(id !== undefined && { id }) },
    )
  return { chat, publish }
}

function orderOf(
  buyer: { id: number },
  sellers: { id: number }[],
  change: Partial<OrderState> = {},
): OrderState {
  return {
    id: 31,
    number: '20261123-7K2M',
    memberId: buyer.id,
    status: 'PENDING',
    revision: 1,
    total: 178_000,
    items: sellers.map((seller, i) => ({
      id: i + 1,
      productId: i + 1,
      sellerId: seller.id,
      name: `신발 ${i + 1}`,
      imageUrl: null,
      quantity: 1,
    })),
    ...change,
  }
}

const statuses = async (chat: Chat) => {
  const rows = await chat.sql<{ seller: number; status: string }[]>`
    select seller_id as seller, status from orders order by seller_id`
  return rows.map(({ seller, status }) => [seller, status])
}
const cancelled = (itemId: number, goneSellerIds: number[]) => ({
  itemIds: [itemId],
  goneSellerIds,
  refund: 89_000,
  reason: 'CHANGE_OF_MIND',
})
const order = (roomId: number, orderId: number) => ({
  roomId,
  clientMessageId: randomUUID(),
  type: 'ORDER',
  content: { orderId, total: 1 },
})

async function inquiry(chat: Chat, buyer: { token: string }, seller: { id: number }): Promise<number> {
  const body = { productId: await chat.product(seller.id) }
  return (await chat.call(buyer, { path: '/v1/inquiries', body })).body.id
}

test('a message of type ORDER carries the order as the server knows it, whatever the client sent', async (t) => {
  const { chat, publish } = await openShop(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const placed = orderOf(buyer, [seller, seller])
  await publish('order.placed', placed, {})
  await publish('order.paid', { ...placed, status: 'PAID', revision: 2 }, { method: '카드' })
  await until(async () => (await statuses(chat))[0]?.[1] === 'PAID', { what: 'the order' })

  const roomId = await inquiry(chat, buyer, seller)
  const [client, reader] = [await chat.client(buyer), await chat.client(seller)]
  await reader.request('subscribe', { roomId, after: 0 })
  const sent = order(roomId, 31)
  // Sent together, so that one statement stores an order and texts.
  const [, { seq }] = await Promise.all([
    client.request('send', text(roomId, '이 주문 언제 오나요?')),
    client.request('send', sent),
    client.request('send', text(roomId, '급해요')),
  ])
  assert.equal((await client.request('send', sent)).seq, seq)
  await reader.reached(roomId, 3)
  assert.deepEqual(
    [reader.events[1].type, reader.events[1].content],
    [
      'ORDER',
      { orderId: 31, number: placed.number, title: '신발 1', items: 2, total: 178_000, status: 'PAID' },
    ],
  )
  assert.deepEqual(reader.events.map((event) => event.type), ['TEXT', 'ORDER', 'TEXT']) // prettier-ignore
  const { body } = await chat.call(seller, { path: '/v1/seller/inquiries' })
  assert.equal(body.items[0].lastMessage.preview, '급해요')
  await client.request('send', order(roomId, 31))
  const after = await chat.call(seller, { path: '/v1/seller/inquiries' })
  assert.equal(after.body.items[0].lastMessage.preview, '신발 1')
})

test('an order can be shown only by its buyer, and only in an inquiry with one of its sellers', async (t) => {
  const { chat, publish } = await openShop(t)
  const [buyer, other, seller, second] = [
    await chat.member(),
    await chat.member(),
    await chat.member('SELLER'),
    await chat.member('SELLER'),
  ]
  await publish('order.placed', orderOf(buyer, [seller]), {})
  await until(async () => (await statuses(chat)).length === 1, { what: 'the order' })
  const [own, theirs, elsewhere] = [
    await inquiry(chat, buyer, seller),
    await inquiry(chat, other, seller),
    await inquiry(chat, buyer, second),
  ]
  const group = await chat.group(seller.id, buyer.id)
  const clients = {
    buyer: await chat.client(buyer),
    other: await chat.client(other),
    seller: await chat.client(seller),
  }
  const rejection = async (who: keyof typeof clients, roomId: number, id = 31) =>
    (await clients[who].rejection('send', order(roomId, id))).code
  assert.equal(await rejection('other', theirs), 'ORDER_NOT_FOUND')
  assert.equal(await rejection('seller', own), 'ORDER_NOT_FOUND')
  assert.equal(await rejection('buyer', elsewhere), 'ORDER_NOT_FOUND')
  assert.equal(await rejection('buyer', group), 'ORDER_NOT_FOUND')
  assert.equal(await rejection('buyer', own, 32), 'ORDER_NOT_FOUND')
  assert.equal(await rejection('other', own), 'NOT_A_MEMBER')
  assert.equal((await clients.buyer.request('send', order(own, 31))).seq, 1)
})

test('each seller’s part has the status of that part and reveals nothing of the other sellers', async (t) => {
  const { chat, publish } = await openShop(t)
  const [buyer, one, two] = [await chat.member(), await chat.member('SELLER'), await chat.member('SELLER')]
  const state = orderOf(buyer, [one, two])
  const at = (revision: number): OrderState => ({ ...state, status: 'PAID', revision })
  const reach = async (first: string, second: string) => {
    await until(
      async () => JSON.stringify(await statuses(chat)) === JSON.stringify([[one.id, first], [two.id, second]]), // prettier-ignore
      { what: `${first}, ${second}` },
    )
  }
  const parcel = { courier: 'CJ', trackingNumber: '123456789012' }
  const placedId = randomUUID()
  await publish('order.placed', state, {}, placedId)
  await reach('PLACED', 'PLACED')
  await publish('order.paid', at(2), { method: null })
  await publish('order.shipped', at(3), { sellerId: one.id, itemIds: [1], ...parcel })
  await reach('SHIPPED', 'PAID')
  await publish('order.delivered', at(4), { sellerId: one.id, itemIds: [1] })
  // First some pairs of the seller's only item are cancelled, then the rest, which has become an item of its own.
  await publish('order.cancelled', at(5), cancelled(2, []))
  await reach('DELIVERED', 'PAID')
  const split = { ...at(6), items: [...state.items, { ...state.items[1]!, id: 3 }] }
  await publish('order.cancelled', split, cancelled(3, [two.id]))
  await reach('DELIVERED', 'CANCELLED')
  // Duplicates and late events have no effect.
  await publish('order.placed', state, {}, placedId)
  await publish('order.shipped', at(3), { sellerId: one.id, itemIds: [1], ...parcel })
  await publish('order.placed', orderOf(buyer, [one], { id: 32 }), {})
  await publish('order.cancelled', orderOf(buyer, [one], { id: 32, status: 'EXPIRED', revision: 2 }), {
    itemIds: [1],
    goneSellerIds: [],
    refund: 0,
    reason: 'EXPIRED',
  })
  await until(async () => (await chat.sql`select from orders where status = 'EXPIRED'`).length === 1, {
    what: 'the second',
  })
  const rows =
    await chat.sql`select id, seller_id, title, items, total, status from orders order by id, seller_id`
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { id: 31, seller_id: one.id, title: '신발 1', items: 1, total: null, status: 'DELIVERED' },
      { id: 31, seller_id: two.id, title: '신발 2', items: 2, total: null, status: 'CANCELLED' },
      { id: 32, seller_id: one.id, title: '신발 1', items: 1, total: 178_000, status: 'EXPIRED' },
    ],
  )
})
