import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SavedAddress, Return } from '@munova/commerce-contract'
import type { Person } from '../support/open-shop.ts'
import { home, openTrade } from '../support/trade.ts'

type Who = 'guest' | 'buyer' | 'otherBuyer' | 'seller' | 'otherSeller' | 'admin'

/** Who may read an existing resource. Everybody else gets an error as if it did not exist, or FORBIDDEN for the role. */
const owners: Record<string, { for: Who; body?: object }> = {
  'GET /v1/orders/{order}': { for: 'buyer' },
  'POST /v1/orders/{order}/items/cancel': {
    for: 'buyer',
    body: { items: [{ itemId: 999_999 }], reason: '변심' },
  },
  'POST /v1/orders/{order}/returns': { for: 'buyer', body: { itemId: 999_999, reason: 'DEFECTIVE' } },
  'POST /v1/orders/{order}/confirm': { for: 'buyer', body: { itemIds: [999_999] } },
  'GET /v1/seller/orders/{order}': { for: 'seller' },
  'POST /v1/seller/orders/{order}/ship': {
    for: 'seller',
    body: { courier: 'CJ', trackingNumber: '123456789012', itemIds: [999_999] },
  },
  'POST /v1/seller/orders/{order}/items/cancel': {
    for: 'seller',
    body: { items: [{ itemId: 999_999 }], reason: '재고 없음' },
  },
  'POST /v1/seller/orders/{order}/items/refund': {
    for: 'seller',
    body: { items: [{ itemId: 999_999 }], reason: '분실' },
  },
  'POST /v1/admin/orders/{order}/cancel': { for: 'admin', body: { reason: '분실' } },
  'POST /v1/seller/returns/{return}/reject': { for: 'seller', body: { answer: '사용 흔적' } },
  'POST /v1/seller/returns/{return}/accept': { for: 'seller', body: {} },
  'GET /v1/admin/orders/{order}': { for: 'admin' },
  'POST /v1/seller/shipments/{shipment}/deliver': { for: 'seller' },
  'POST /v1/orders/{order}/cancel': { for: 'buyer', body: { reason: '변심' } },
  'DELETE /v1/addresses/{address}': { for: 'buyer' },
}

test('orders, shipments and returns of one member do not exist for another', async (t) => {
  const trade = await openTrade(t)
  const people: Record<Who, Person | undefined> = {
    guest: undefined,
    buyer: await trade.person(),
    otherBuyer: await trade.person(),
    seller: await trade.person('SELLER'),
    otherSeller: await trade.person('SELLER'),
    admin: await trade.person('ADMIN'),
  }
  const { skuIds } = await trade.shoe(people.seller!, [9])
  const order = await trade.paid(people.buyer!, [[skuIds[0]!, 2]])
  const { body: shipment } = await trade.post<{ id: number }>(`/v1/seller/orders/${order.id}/ship`, {
    as: people.seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  await trade.call(`POST /v1/seller/shipments/${shipment.id}/deliver`, { as: people.seller })
  const { body: asked } = await trade.post<Return>(`/v1/orders/${order.id}/returns`, {
    as: people.buyer,
    body: { itemId: order.items[0]!.id, quantity: 1, reason: 'DEFECTIVE' },
  })
  const { body: address } = await trade.call<SavedAddress>('POST /v1/addresses', {
    as: people.buyer,
    body: home,
  })
  const ids = { order: order.id, return: asked.id, shipment: shipment.id, address: address.id }

  for (const [route, { for: owner, body }] of Object.entries(owners)) {
    const [method, template] = route.split(' ')
    const path = template!.replace(/\{(\w+)\}/, (_, name: keyof typeof ids) => String(ids[name]))
    // The owner last: it may change things.
    for (const who of ['guest', 'buyer', 'otherBuyer', 'seller', 'otherSeller', 'admin', owner] as Who[]) {
      const answer = await trade.call<{ code?: string }>(`${method} ${path}`, {
        as: people[who],
        ...(body && { body }),
        headers: { 'idempotency-key': randomUUID() },
      })
      const isHidden = ['ORDER_NOT_FOUND', 'RETURN_NOT_FOUND', 'ADDRESS_NOT_FOUND', 'NOT_IN_DELIVERY'].includes(answer.body?.code ?? '') // prettier-ignore
      const isRejected = answer.status === 401 || answer.status === 403 || isHidden
      if (who === owner)
        assert.ok(!isRejected || path.startsWith('/v1/addresses'), `${route} as ${who}: ${answer.status}`)
      else assert.ok(isRejected, `${route} as ${who}: ${answer.status} ${answer.body?.code}`)
    }
  }
})

test('an address book stores a bounded number of Korean addresses', async (t) => {
  const trade = await openTrade(t, { env: { ADDRESSES_PER_MEMBER: '2' } })
  const buyer = await trade.person()
  const save = (change = {}) =>
    trade.call<SavedAddress & { code?: string }>('POST /v1/addresses', {
      as: buyer,
      body: { ...home, ...change },
    })
  const first = await save()
  assert.deepEqual([first.status, first.body.phone, first.body.postcode], [201, '010-1234-5678', '04524'])
  for (const wrong of [
    { postcode: '045' },
    { postcode: '110-100' },
    { phone: '010-1234-567' },
    { phone: '010-123-4567' },
  ])
    // prettier-ignore
    assert.equal((await save(wrong)).status, 400)
  const second = await save({ phone: '01098765432', line2: '' })
  assert.equal((await save()).body.code, 'TOO_MANY_ADDRESSES')
  const list = async () =>
    (await trade.call<{ items: SavedAddress[] }>('GET /v1/addresses', { as: buyer })).body.items
  // The default first.
  assert.deepEqual(await list(), [first.body, second.body])
  await trade.call(`DELETE /v1/addresses/${first.body.id}`, { as: buyer })
  // What is left becomes the default.
  assert.deepEqual(await list(), [{ ...second.body, isDefault: true }])
})
