import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { FoundOrderPage, Order, SellerOrder, SellerOrderPage } from '@munova/commerce-contract'
import type { Person } from '../support/open-shop.ts'
import { home, openTrade, type Trade } from '../support/trade.ts'

const parcel = { courier: 'CJ', trackingNumber: '6543-2109-8765' }
const name = (text: string) => encodeURIComponent(text)

const to = (recipient: string) => ({ address: { ...home, recipient }, note: '문 앞' })
const ids = (list: Order[]) => list.map(({ id }) => id)
const year = (n: number) => `20${n}-01-01T00:00:00.000Z`

/** The ids of all pages of a list, of two orders each. */
async function idsOf(trade: Trade, as: Person, path: string): Promise<number[]> {
  const found: number[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { status, body } = await trade.call<FoundOrderPage>(`GET ${path}limit=2${after}`, { as })
    assert.equal(status, 200, JSON.stringify(body))
    found.push(...body.items.map(({ id }) => id))
    cursor = body.nextCursor
  }
  return found
}

/** Two sellers, and orders of two buyers in several states. */
async function shopWithOrders(t: Parameters<typeof openTrade>[0]) {
  const trade = await openTrade(t)
  const [seller, other, buyer, friend, admin] = [
    await trade.person('SELLER'),
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  await trade.sql`update members set name = '이서준' where id = ${friend.member.id}`
  const { skuIds } = await trade.shoe(seller, [50, 50], { price: 50_000 })
  const theirs = (await trade.shoe(other, [50], { price: 30_000 })).skuIds[0]!
  const [own, second] = [skuIds[0]!, skuIds[1]!]
  const shared = await trade.paid(buyer, [[own, 2], [theirs, 1]], to('김하늘')) // prettier-ignore
  const unpaid = await trade.placed(buyer, [[own, 1]], to('김하늘'))
  const cancelled = await trade.paid(friend, [[second, 1]], to('김하나'))
  await trade.post(`/v1/orders/${cancelled.id}/cancel`, { as: friend, body: { reason: '변심' } })
  const shipped = await trade.paid(friend, [[own, 1], [second, 1]], to('박지우')) // prettier-ignore
  await trade.post(`/v1/seller/orders/${shipped.id}/ship`, { as: seller, body: { ...parcel, itemIds: [shipped.items[0]!.id] } }) // prettier-ignore
  const foreign = await trade.paid(friend, [[theirs, 1]], to('김하늘'))
  return {
    trade,
    seller,
    other,
    buyer,
    friend,
    admin,
    orders: { shared, unpaid, cancelled, shipped, foreign },
  }
}

suite('order desk', () => {
  test('a seller finds the own part of orders by status, number, names and time', async (t) => {
    const { trade, seller, orders, buyer, friend } = await shopWithOrders(t)
    const { shared, unpaid, cancelled, shipped, foreign } = orders
    for (const [query, expected] of [
      ['', [shipped, cancelled, unpaid, shared]],
      ['itemStatus=PAID&', [shipped, shared]],
      ['itemStatus=PENDING&', [unpaid]],
      ['itemStatus=SHIPPED&', [shipped]],
      ['itemStatus=CANCELLED&', [cancelled]],
      ['itemStatus=RETURN_REQUESTED&', []],
      [`number=${shared.number}&`, [shared]],
      [`number=${shared.number.toLowerCase()}&itemStatus=SHIPPED&`, []],
      [`number=${foreign.number}&`, []],
      [`recipient=${name('김하')}&`, [cancelled, shared]],
      [`recipient=${name('김하')}&itemStatus=PAID&`, [shared]],
      [`buyer=${name('이서준')}&`, [shipped, cancelled]],
      [`buyer=${name('이서준')}&itemStatus=PAID&`, [shipped]],
      [`buyerId=${friend.member.id}&`, [shipped, cancelled]],
      [`buyerId=${buyer.member.id}&itemStatus=PENDING&`, [unpaid]],
      [`from=${year(20)}&until=${year(90)}&`, [shipped, cancelled, unpaid, shared]],
      [`from=${year(20)}&until=${year(21)}&`, []],
      [`from=${year(90)}&itemStatus=PAID&`, []],
      [`from=${shipped.placedAt}&`, [shipped]],
      [`until=${shipped.placedAt}&itemStatus=PAID&`, [shared]],
    ] as [string, Order[]][]) {
      assert.deepEqual(await idsOf(trade, seller, `/v1/seller/orders?${query}`), ids(expected), query)
    }
    const { body } = await trade.call<SellerOrder>(`GET /v1/seller/orders/${shared.id}`, { as: seller })
    assert.deepEqual(
      [
        body.items.map(({ sellerId }) => sellerId),
        body.total,
        body.buyer.id,
        body.address?.recipient,
        body.note,
      ],
      [[seller.member.id], 100_000, buyer.member.id, '김하늘', '문 앞'],
    )
    const secret = await trade.call<SellerOrder>(`GET /v1/seller/orders/${unpaid.id}`, { as: seller })
    assert.deepEqual([secret.body.address, secret.body.note], [null, null])
    const both = await trade.call<SellerOrder>(`GET /v1/seller/orders/${shipped.id}`, { as: seller })
    assert.deepEqual(
      both.body.items.map(({ shipmentId }) => shipmentId),
      [both.body.shipments[0]!.id, null],
    )
    const not = await trade.call<{ code: string }>(`GET /v1/seller/orders/${foreign.id}`, { as: seller })
    assert.equal(not.body.code, 'ORDER_NOT_FOUND')
  })

  test('the id of the list is the one by which an order is shipped, also where item ids are ids of other orders', async (t) => {
    const { trade, seller, orders } = await shopWithOrders(t)
    // An id that is an item of one order and the id of another.
    assert.ok(orders.shared.items.some(({ id }) => id === orders.unpaid.id || id === orders.cancelled.id))
    const { body } = await trade.call<SellerOrderPage>('GET /v1/seller/orders?itemStatus=PAID', {
      as: seller,
    })
    for (const { id } of body.items)
      assert.equal(
        (await trade.post(`/v1/seller/orders/${id}/ship`, { as: seller, body: parcel })).status,
        201,
      )
    assert.deepEqual(await idsOf(trade, seller, '/v1/seller/orders?itemStatus=PAID&'), [])
    assert.deepEqual(await idsOf(trade, seller, '/v1/seller/orders?itemStatus=SHIPPED&'), [
      orders.shipped.id,
      orders.shared.id,
    ])
  })

  test('an exchanged pair counts once for the total, and its return is in the order', async (t) => {
    const { trade, seller, buyer, orders } = await shopWithOrders(t)
    const { id, items } = orders.shared
    const item = items.find(({ sellerId }) => sellerId === seller.member.id)!
    const product = await trade.call<{ colors: { skus: { id: number }[] }[] }>(`GET /v1/products/${item.productId}`) // prettier-ignore
    const exchangeSkuId = product.body.colors[0]!.skus.find((sku) => sku.id !== item.skuId)!.id
    const read = async () =>
      (await trade.call<SellerOrder>(`GET /v1/seller/orders/${id}`, { as: seller })).body
    const { body: sent } = await trade.post<{ id: number }>(`/v1/seller/orders/${id}/ship`, { as: seller, body: parcel }) // prettier-ignore
    await trade.call(`POST /v1/seller/shipments/${sent.id}/deliver`, { as: seller })
    await trade.post(`/v1/orders/${id}/returns`, {
      as: buyer,
      body: { itemId: item.id, quantity: 1, reason: 'WRONG_SIZE', exchangeSkuId },
    })
    const asked = (await read()).returns[0]!
    assert.deepEqual(await idsOf(trade, seller, '/v1/seller/orders?itemStatus=EXCHANGE_REQUESTED&'), [id])
    await trade.post(`/v1/seller/returns/${asked.id}/accept`, { as: seller, body: {} })
    const now = await read()
    assert.deepEqual(
      [now.total, now.items.map(({ status }) => status).toSorted()],
      [100_000, ['DELIVERED', 'EXCHANGED', 'PAID']],
    )
  })

  test('an administrator finds any order by status, member, seller, number, name, address and time', async (t) => {
    const { trade, admin, seller, other, friend, orders } = await shopWithOrders(t)
    const { shared, unpaid, cancelled, shipped, foreign } = orders
    const byNumber = Object.values(orders).toSorted((a, b) => (a.number < b.number ? 1 : -1))
    const ofSeller = `sellerId=${seller.member.id}&`
    for (const [query, expected] of [
      ['', [foreign, shipped, cancelled, unpaid, shared]],
      ['status=PENDING&', [unpaid]],
      ['status=PAID&', [foreign, shipped, shared]],
      ['status=CANCELLED&', [cancelled]],
      [ofSeller, [shipped, cancelled, unpaid, shared]],
      [`${ofSeller}status=CANCELLED&`, [cancelled]],
      [`${ofSeller}status=PENDING&`, [unpaid]],
      [`${ofSeller}status=PAID&`, [shipped, shared]],
      [`sellerId=${other.member.id}&`, [foreign, shared]],
      [`memberId=${friend.member.id}&`, [foreign, shipped, cancelled]],
      [`email=${friend.email.toUpperCase()}&${ofSeller}`, [shipped, cancelled]],
      ['email=nobody@munova.example&', []],
      [`number=${shared.number.slice(0, 6)}&`, byNumber],
      [`number=${shared.number.toLowerCase()}&`, [shared]],
      [`recipient=${name('김하')}&`, [cancelled, shared, unpaid, foreign]],
      [`recipient=${name('김하')}&${ofSeller}status=PAID&`, [shared]],
      [`from=${shipped.placedAt}&${ofSeller}`, [shipped]],
      [`until=${unpaid.placedAt}&`, [shared]],
      ['from=2090-01-01T00:00:00.000Z&', []],
    ] as [string, Order[]][]) {
      assert.deepEqual(await idsOf(trade, admin, `/v1/admin/orders?${query}`), ids(expected), query)
    }
    const { body } = await trade.call<FoundOrderPage>(`GET /v1/admin/orders?number=${shared.number}`, { as: admin }) // prettier-ignore
    const [found] = body.items
    assert.deepEqual(
      [found?.items, found?.total, found?.paid, found?.refunded, found?.recipient, found?.member.email],
      [3, 130_000, 130_000, 0, '김하늘', orders.shared && (await emailOf(trade, found!.member.id))],
    )
    for (const query of [
      'number=1&recipient=a',
      'email=a@b.example&memberId=1',
      'number=%25',
      'status=OPEN',
    ]) {
      const { status } = await trade.call(`GET /v1/admin/orders?${query}`, { as: admin })
      assert.equal(status, 400, query)
    }
    const cursor = (await trade.call<FoundOrderPage>('GET /v1/admin/orders?limit=1', { as: admin })).body.nextCursor // prettier-ignore
    const { body: other_ } = await trade.call<{ code: string }>(`GET /v1/admin/orders?recipient=a&cursor=${cursor}`, { as: admin }) // prettier-ignore
    assert.equal(other_.code, 'CURSOR_INVALID')
  })

  test('a recipient whose name is changed is found by the new name', async (t) => {
    const { trade, seller, orders } = await shopWithOrders(t)
    await trade.sql`update orders set recipient = '최유나' where id = ${orders.shared.id}`
    assert.deepEqual(await idsOf(trade, seller, `/v1/seller/orders?recipient=${name('최유나')}&`), [
      orders.shared.id,
    ])
  })
})

async function emailOf({ sql }: Trade, id: number): Promise<string> {
  const [member] = await sql<[{ email: string }]>`select email from members where id = ${id}`
  return member.email
}
