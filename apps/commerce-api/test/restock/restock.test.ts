import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Cart, NotificationPage, OrderPreview, ProductDetail } from '@munova/commerce-contract'
import { openMailbox, until } from '@munova/testing'
import {
  assertLinesAddUp,
  endHolds,
  join,
  joined,
  leave,
  placeOf,
  placesOf,
  setStock,
} from '../support/restock-line.ts'
import { collectTradeEvents } from '../support/trade-events.ts'
import type { Person } from '../support/open-shop.ts'
import { home, openTrade, type Trade } from '../support/trade.ts'

/** A shoe of one size that is sold out, and members who wait for it in this order. */
async function openLine(t: TestContext, members: number, env: Record<string, string> = {}) {
  const trade = await openTrade(t, { env: { RESTOCK_CHECK_MS: '20', ...env } })
  const seller = await trade.person('SELLER')
  const shoe = await trade.shoe(seller, [0])
  const line = await trade.crowd(members)
  const [skuId] = shoe.skuIds as [number]
  for (const as of line) await joined(trade, as, skuId)
  const restock = (stock: number) => setStock(trade, seller, { productId: shoe.id, skuId, stock })
  return { trade, seller, productId: shoe.id, skuId, line, restock }
}

const untold = async ({ sql }: Trade) =>
  (await sql`select from restock_places where state = 'HELD' and announced_at is null`).length

const states = (trade: Trade, line: readonly Person[]) =>
  Promise.all(line.map(async (as) => (await placeOf(trade, as))?.join(' ').trim()))

test('a pair that comes back is held for the first in line, who is told by notification and mail and orders it; the next has place 1', async (t) => {
  const mailbox = await openMailbox({ host: '127.0.0.1', port: 0, smtpPort: 0 })
  t.after(() => mailbox.close())
  const { trade, seller, productId, skuId, line, restock } = await openLine(t, 2, {
    SMTP_URL: mailbox.smtpUrl,
    PUBLIC_URL: 'https://munova.example/shop',
    MAIL_POLL_MS: '20',
  })
  const [first, second] = line as [Person, Person]
  await trade.sql`update members set email_verified_at = now() where id = ${first.member.id}`
  assert.deepEqual(await states(trade, line), ['WAITING 1', 'WAITING 2'])
  const detail = () => trade.call<ProductDetail>(`GET /v1/products/${productId}`)
  const shown = async () => (await detail()).body.colors[0]?.skus[0]
  assert.deepEqual(await shown(), { id: skuId, sizeMm: 220, stock: 0, waiting: 2 })
  assert.equal(await restock(1), 200)
  assert.deepEqual(await states(trade, line), ['HELD', 'WAITING 1'])
  // Nobody else sees the pair, or can have it.
  assert.deepEqual(await shown(), { id: skuId, sizeMm: 220, stock: 0, waiting: 1 })
  for (const as of [second, seller]) {
    const { body } = await trade.order(as, [[skuId, 1]])
    assert.equal(body.code, 'OUT_OF_STOCK')
  }
  const [place] = await placesOf(trade, first, `?product=${productId}&open=true`)
  const notified = await until(
    async () => {
      const { body } = await trade.call<NotificationPage>('GET /v1/notifications', { as: first })
      return body.items[0]
    },
    { what: 'the notification' },
  )
  const { productName, colorName, sizeMm, heldUntil } = place!
  assert.deepEqual(
    [notified.kind, notified.data],
    ['RESTOCK_HELD', { skuId, productId, productName, colorName, sizeMm, heldUntil }],
  )
  const [mail] = await until(() => mailbox.mails.length > 0 && mailbox.mails, { what: 'the mail' })
  assert.match(mail!.text, new RegExp(`220mm[^]*https://munova.example/shop/products/${productId}\n`))

  // One pair is held, not two.
  const tooMany = await trade.order(first, [[skuId, 2]])
  assert.equal(tooMany.body.code, 'OUT_OF_STOCK')
  const order = await trade.placed(first, [[skuId, 1]])
  assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 1, allocated: 0 })
  assert.deepEqual(await states(trade, line), ['BOUGHT', 'WAITING 1'])
  await assertLinesAddUp(trade.sql)
  // The order is not paid: the pair is the next one's.
  await trade.post(`/v1/orders/${order.id}/cancel`, { as: first, body: { reason: '변심' } })
  assert.deepEqual(await states(trade, line), ['BOUGHT', 'HELD'])
  await trade.paid(second, [[skuId, 1]])
  assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 0, allocated: 1 })
  await assertLinesAddUp(trade.sql)
  const metrics = await (await fetch(`${trade.url}/metrics`)).text()
  assert.match(metrics, /^commerce_restock_bought_total 2$/m)
  assert.equal(mailbox.mails.length, 1, 'the second has no verified address')
})

test('the pair that is held counts as available for its member alone: in the cart, a preview and an order that costs nothing', async (t) => {
  const { trade, skuId, line, restock } = await openLine(t, 1)
  const [first] = line as [Person]
  const other = await trade.person()
  await restock(1)
  const set = (as: Person) =>
    trade.call<Cart & { code?: string }>(`PUT /v1/cart/items/${skuId}`, { as, body: { quantity: 1 } })
  assert.equal((await set(other)).body.code, 'NOT_ENOUGH_STOCK')
  const { body: cart } = await set(first)
  assert.deepEqual([cart.items[0]?.state, cart.items[0]?.available], ['ORDERABLE', 1])
  const { body: preview } = await trade.call<OrderPreview>('POST /v1/orders/preview', {
    as: first,
    body: { address: home },
  })
  assert.equal(preview.items[0]?.quantity, 1)
  await trade.sql`update products set price = 0`
  const free = await trade.placed(first, [[skuId, 1]])
  assert.equal(free.status, 'PAID')
  assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 0, allocated: 1 })
  assert.deepEqual(await states(trade, line), ['BOUGHT'])
})

test('whatever brings a pair back, it is held: an order cancelled before or after it is paid or expired, a correction, a return', async (t) => {
  const trade = await openTrade(t, { env: { RESTOCK_CHECK_MS: '20' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const shoe = await trade.shoe(seller, [4])
  const [skuId] = shoe.skuIds as [number]
  const reason = '변심'
  const ways: (() => Promise<unknown>)[] = []
  const unpaid = await trade.placed(await trade.person(), [[skuId, 1]])
  ways.push(() => trade.sql`update orders set expires_at = now() where id = ${unpaid.id}`)
  const cancelled = await trade.placed(buyer, [[skuId, 1]])
  ways.push(() => trade.post(`/v1/orders/${cancelled.id}/cancel`, { as: buyer, body: { reason } }))
  const other = await trade.person()
  const paid = await trade.paid(other, [[skuId, 1]])
  ways.push(() => trade.post(`/v1/orders/${paid.id}/cancel`, { as: other, body: { reason } }))
  const third = await trade.person()
  const sent = await trade.paid(third, [[skuId, 1]])
  const parcel = { courier: 'CJ', trackingNumber: '123456789012' }
  const { body: shipment } = await trade.post<{ id: number }>(`/v1/seller/orders/${sent.id}/ship`, {
    as: seller,
    body: parcel,
  })
  await trade.call(`POST /v1/seller/shipments/${shipment.id}/deliver`, { as: seller })
  const { body: returned } = await trade.post<{ id: number }>(`/v1/orders/${sent.id}/returns`, {
    as: third,
    body: { itemId: sent.items[0]!.id, reason: 'CHANGE_OF_MIND' },
  })
  ways.push(() => trade.post(`/v1/seller/returns/${returned.id}/accept`, { as: seller, body: { restock: true } })) // prettier-ignore
  ways.push(() => setStock(trade, seller, { productId: shoe.id, skuId, stock: 5 }))

  const line = await trade.crowd(ways.length)
  for (const as of line) await joined(trade, as, skuId)
  for (const [at, bringBack] of ways.entries()) {
    await bringBack()
    const held = await until(
      async () => {
        const now = await states(trade, line)
        return now[at] === 'HELD' && now
      },
      { what: `the pair of way ${at}` },
    )
    assert.ok(held.slice(at + 1).every((state) => state?.startsWith('WAITING')), held.join()) // prettier-ignore
  }
  await assertLinesAddUp(trade.sql)
})

test('a hold that ends goes to the next, exactly once, and after the last one the pair is available to all', async (t) => {
  const { trade, skuId, line, restock } = await openLine(t, 2)
  const events = await collectTradeEvents(t, trade)
  await restock(1)
  for (const expected of [
    ['EXPIRED', 'HELD'],
    ['EXPIRED', 'EXPIRED'],
  ]) {
    await until(async () => (await untold(trade)) === 0, { what: 'the news' })
    await endHolds(trade.sql)
    await until(async () => (await states(trade, line)).join() === expected.join(), { what: 'the expiry' })
    await assertLinesAddUp(trade.sql)
  }
  const rejoined = await join(trade, line[0]!, skuId)
  assert.deepEqual([rejoined.body.code, rejoined.body.detail], ['SKU_IN_STOCK', 'Available: 1'])
  const stock = () => events.flatMap(({ type, data }) => (type === 'stock.changed' ? [data.available] : []))
  await until(() => stock().length === 2, { what: 'the events of the stock' })
  // The one of the correction: nothing is available; and none between the holds.
  assert.deepEqual(stock(), [0, 1])
  const told = events.filter(({ type }) => type === 'restock.held')
  assert.equal(told.length, 2)
})

test('the place is kept by who joins again; lines and places of a member are bounded; who leaves frees what was held', async (t) => {
  const { trade, seller, skuId, line, restock } = await openLine(t, 2, {
    RESTOCK_LINE_LENGTH: '2',
    RESTOCK_PLACES_PER_MEMBER: '1',
  })
  const [first, second] = line as [Person, Person]
  const again = await joined(trade, first, skuId)
  assert.deepEqual([again.state, again.position], ['WAITING', 1])
  const late = await trade.person()
  const full = await join(trade, late, skuId)
  assert.deepEqual([full.body.code, full.body.detail], ['RESTOCK_LINE_FULL', 'At most 2 members'])
  const other = (await trade.shoe(seller, [0, 1])).skuIds as [number, number]
  const tooMany = await join(trade, first, other[0])
  assert.deepEqual([tooMany.body.code, tooMany.body.detail], ['TOO_MANY_RESTOCK_PLACES', 'At most 1 sizes'])
  assert.equal((await join(trade, late, other[1])).body.code, 'SKU_IN_STOCK')
  assert.equal((await join(trade, late, 999_999)).body.code, 'SKU_NOT_FOUND')
  await restock(1)
  const held = await joined(trade, first, skuId)
  assert.equal(held.state, 'HELD')
  for (let times = 0; times < 2; times++) assert.equal((await leave(trade, first, skuId)).status, 204)
  assert.deepEqual(await states(trade, line), ['LEFT', 'HELD'])
  await leave(trade, second, skuId)
  assert.deepEqual(await trade.stockOf(skuId), { stock: 1, reserved: 0, allocated: 0 })
  await trade.placed(late, [[skuId, 1]])
  // Behind, not where the place was.
  assert.equal((await joined(trade, second, skuId)).position, 1)
  assert.equal((await joined(trade, first, skuId)).position, 2)
  assert.deepEqual((await placesOf(trade, first, '?open=false')).map(({ state }) => state), ['LEFT']) // prettier-ignore
  const pages = [await placesOf(trade, first, '?limit=1'), await placesOf(trade, first)]
  assert.deepEqual(pages.map(({ length }) => length), [1, 2]) // prettier-ignore
  await leave(trade, second, skuId)
  assert.deepEqual(await placeOf(trade, first), ['WAITING', 1])
  await assertLinesAddUp(trade.sql)
})

test('while a product is not on sale its line waits, and gets what came back before any buyer; a removed one has no line', async (t) => {
  const { trade, seller, productId, skuId, line, restock } = await openLine(t, 2)
  const path = `/v1/seller/products/${productId}`
  await trade.call(`POST ${path}/unpublish`, { as: seller })
  await restock(1)
  assert.deepEqual(await states(trade, line), ['WAITING 1', 'WAITING 2'])
  assert.equal((await placesOf(trade, line[0]!))[0]?.onSale, false)
  assert.equal((await join(trade, await trade.person(), skuId)).body.code, 'SKU_NOT_FOUND')
  await trade.call(`POST ${path}/publish`, { as: seller })
  assert.deepEqual(await states(trade, line), ['HELD', 'WAITING 1'])
  await assertLinesAddUp(trade.sql)

  // A size is removed although a pair of it is held.
  assert.equal((await trade.call(`DELETE ${path}/skus/${skuId}`, { as: seller })).status, 204)
  assert.deepEqual(await states(trade, line), ['EXPIRED', 'EXPIRED'])
  await assertLinesAddUp(trade.sql)

  const two = await trade.shoe(seller, [0])
  for (const as of line) await joined(trade, as, two.skuIds[0]!)
  await setStock(trade, seller, { productId: two.id, skuId: two.skuIds[0]!, stock: 1 })
  await trade.call(`DELETE /v1/seller/products/${two.id}`, { as: seller })
  await until(async () => (await states(trade, line)).join() === 'EXPIRED,EXPIRED', { what: 'the hold' })
  assert.deepEqual(await trade.stockOf(two.skuIds[0]!), { stock: 1, reserved: 0, allocated: 0 })
  await assertLinesAddUp(trade.sql)
})

test('who is suspended or withdraws leaves all lines, and a pair that was held goes on', async (t) => {
  const { trade, seller, skuId, line, restock } = await openLine(t, 1)
  const [suspended] = line as [Person]
  const [withdrawn, last, admin] = [await trade.signedUp(), await trade.person(), await trade.person('ADMIN')]
  const other = (await trade.shoe(seller, [0])).skuIds[0]!
  for (const as of [withdrawn, suspended, last]) {
    await joined(trade, as, skuId)
    await joined(trade, as, other)
  }
  await restock(1)
  const { status } = await trade.call(`POST /v1/admin/members/${suspended.member.id}/suspend`, {
    as: admin,
    body: { reason: '되팔기' },
  })
  assert.equal(status, 200)
  await until(async () => (await placesOf(trade, withdrawn, '?open=true'))[1]?.state === 'HELD', { what: 'the pair' }) // prettier-ignore
  await trade.call('POST /v1/me/withdraw', { as: withdrawn, body: { password: withdrawn.password } })
  await until(async () => (await placesOf(trade, last))[1]?.state === 'HELD', { what: 'the pair' })
  assert.equal((await placesOf(trade, last))[0]?.position, 1)
  await assertLinesAddUp(trade.sql)
})

test('places that ended are deleted after some time', async (t) => {
  const { trade, skuId, line } = await openLine(t, 2, { RETENTION_SWEEP_MS: '20' })
  await leave(trade, line[0]!, skuId)
  await trade.sql`update restock_places set ended_at = now() - interval '31 days' where ended_at is not null`
  await until(async () => (await trade.sql`select from restock_places`).length === 1, {
    what: 'the deletion',
  })
  assert.deepEqual(await placeOf(trade, line[1]!), ['WAITING', 1])
})
