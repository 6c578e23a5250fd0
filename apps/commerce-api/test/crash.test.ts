import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Order } from '@munova/commerce-contract'
import { testVhost, until } from '@munova/testing'
import { faultPoints, type FaultPoint } from '../src/fault-points.ts'
import { giveCoupon } from './support/coupon.ts'
import type { Person } from './support/open-shop.ts'
import { assertBalanced, assertStockAddsUp, home, isSettled, openTrade, type Trade } from './support/trade.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const killAt = new URL('./support/kill-at.ts', import.meta.url).href

interface Scene {
  trade: Trade
  seller: Person
  buyer: Person
  skuIds: number[]
  order: Order
  paymentKey: string
}

interface Request {
  as: Person
  path: string
  body: object
}

/** What each point is a part of, and what must be true once it has been repeated and reconciled. */
const scenes: Record<
  FaultPoint,
  {
    prepare: 'nothing' | 'placed' | 'paid' | 'delivered' | 'asked'
    request: (scene: Scene) => Request
    after: (order: Order, scene: Scene) => void
  }
> = {
  'place.claimed': { prepare: 'nothing', request: place, after: isPlaced },
  'place.stored': { prepare: 'nothing', request: place, after: isPlaced },
  'confirm.claimed': { prepare: 'placed', request: confirm, after: isPaid },
  'confirm.begun': { prepare: 'placed', request: confirm, after: isPaid },
  'confirm.charged': { prepare: 'placed', request: confirm, after: isPaid },
  'confirm.applied': { prepare: 'placed', request: confirm, after: isPaid },
  'cancel.stored': { prepare: 'paid', request: cancel, after: isCancelled },
  'refund.sent': { prepare: 'paid', request: cancel, after: isCancelled },
  'refund.completed': { prepare: 'paid', request: cancel, after: isCancelled },
  'return.requested': {
    prepare: 'delivered',
    request: askReturn,
    after: (order) => assert.equal(order.returns.length, 1),
  },
  'return.accepted': { prepare: 'asked', request: accept, after: isReturned },
}

for (const point of faultPoints) {
  test(`killed at ${point}: a repeated request gets the response, and reconciling makes the money add up`, async (t) => {
    const scene = await open(t, scenes[point].prepare)
    const { trade, buyer, seller } = scene
    const { request, after } = scenes[point]
    const { as, path, body } = request(scene)
    const headers = {
      authorization: `Bearer ${as.token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    }
    const send = (url: string) =>
      fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const doomed = await start(t, trade, { KILL_AT: point })
    await assert.rejects(send(doomed.url), 'no response')
    assert.equal((await doomed.exit)[1], 'SIGKILL')

    // As when its lease has ended.
    await trade.sql`update idempotency_keys set locked_until = now()`
    const next = await start(t, trade, {})
    const answer = await until(
      async () => {
        const response = await send(next.url)
        return response.status < 400 && { status: response.status, text: await response.text() }
      },
      { what: 'the answer', timeoutMs: 60_000 },
    )
    await until(() => isSettled(trade.sql), { what: 'everything settled', timeoutMs: 60_000 })
    const again = await send(next.url)
    assert.deepEqual({ status: again.status, text: await again.text() }, answer)
    const orders = await trade.sql<{ id: number }[]>`select id from orders`
    assert.equal(orders.length, 1, 'one order')
    after(await trade.read(buyer, orders[0]!.id), { ...scene, seller })
    await assertBalanced(trade.sql, trade.toss)
    await assertStockAddsUp(trade.sql)
  })
}

/** The shop as it is before the point. The app in this process only prepares and looks: it never reconciles. */
async function open(t: TestContext, prepare: (typeof scenes)[FaultPoint]['prepare']): Promise<Scene> {
  const trade = await openTrade(t, { env: { RECONCILE_MS: '100000000' } })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [5], { price: 50_001 })
  const scene = { trade, seller, buyer, skuIds, order: {} as Order, paymentKey: '' }
  if (prepare === 'nothing') return scene
  const couponId = await giveCoupon(trade.sql, buyer, { amount: 10_000 })
  const placed = await trade.placed(buyer, [[skuIds[0]!, 3]], { couponId })
  const paymentKey = await trade.toss.pay({ orderId: placed.number, amount: placed.total })
  if (prepare === 'placed') return { ...scene, order: placed, paymentKey }
  const { body } = confirm({ ...scene, order: placed, paymentKey })
  assert.equal((await trade.post('/v1/payments/confirm', { as: buyer, body })).status, 200)
  const read = async () => ({ ...scene, paymentKey, order: await trade.read(buyer, placed.id) })
  if (prepare === 'paid') return read()
  const parcel = { courier: 'CJ', trackingNumber: '123456789012' }
  const { body: shipment } = await trade.post<{ id: number }>(`/v1/seller/orders/${placed.id}/ship`, { as: seller, body: parcel }) // prettier-ignore
  await trade.call(`POST /v1/seller/shipments/${shipment.id}/deliver`, { as: seller })
  if (prepare === 'delivered') return read()
  const asked = askReturn(await read())
  assert.equal((await trade.post(asked.path, { as: buyer, body: asked.body })).status, 201)
  return read()
}

async function start(t: TestContext, trade: Trade, env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', killAt, main], {
    env: {
      NODE_ENV: 'development',
      PORT: '0',
      DATABASE_URL: trade.databaseUrl,
      AMQP_URL: await testVhost(t),
      JWT_KEYS_FILE: trade.keysFile,
      TOSS_URL: trade.toss.url,
      TOSS_SECRET_KEY: trade.toss.secretKey,
      RECONCILE_MS: '50',
      RECONCILE_AFTER_MS: '300',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGKILL')
    await exit
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string }
    if (!url) continue
    // Nothing reads its log from here on, and a full pipe must not block it.
    child.stdout.resume()
    return { url, exit }
  }
  throw new Error('commerce-api did not start')
}

function place({ buyer, skuIds }: Scene): Request {
  return {
    as: buyer,
    path: '/v1/orders',
    body: { lines: [{ skuId: skuIds[0], quantity: 3 }], address: home },
  }
}

function confirm({ buyer, order, paymentKey }: Scene): Request {
  return {
    as: buyer,
    path: '/v1/payments/confirm',
    body: { paymentKey, orderId: order.number, amount: order.total },
  }
}

function cancel({ buyer, order }: Scene): Request {
  const items = [{ itemId: order.items[0]!.id, quantity: 1 }]
  return { as: buyer, path: `/v1/orders/${order.id}/items/cancel`, body: { items, reason: '변심' } }
}

function askReturn({ buyer, order }: Scene): Request {
  const body = { itemId: order.items[0]!.id, quantity: 2, reason: 'DEFECTIVE' }
  return { as: buyer, path: `/v1/orders/${order.id}/returns`, body }
}

function accept({ seller, order }: Scene): Request {
  return { as: seller, path: `/v1/seller/returns/${order.returns[0]!.id}/accept`, body: {} }
}

function isPlaced(order: Order): void {
  assert.deepEqual([order.status, order.total], ['PENDING', 150_003])
}

function isPaid(order: Order): void {
  assert.deepEqual([order.status, order.paid, order.refunded], ['PAID', 140_003, 0])
}

function isCancelled(order: Order): void {
  const [cancelled, kept] = order.items
  assert.deepEqual([cancelled?.status, kept?.status, kept?.quantity], ['CANCELLED', 'PAID', 2])
  assert.equal(order.refunded, cancelled?.amount)
}

function isReturned(order: Order): void {
  const [returned, kept] = order.items
  assert.deepEqual([returned?.status, kept?.status, kept?.quantity], ['RETURNED', 'DELIVERED', 1])
  assert.equal(order.refunded, returned?.amount)
}
