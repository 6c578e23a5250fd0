import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createMetrics } from '@munova/service'
import { fakeToss, until } from '@munova/testing'
import { GatewayUncertain } from '../../src/payments/gateway/gateway.ts'
import { TossGateway, type TossOptions } from '../../src/payments/gateway/toss.ts'
import { gatewayTests, newOrder, rejected, uncertain } from '../support/gateway-suite.ts'

function gatewayAt(t: TestContext, options: Pick<TossOptions, 'url' | 'secretKey'> & Partial<TossOptions>) {
  const metrics = createMetrics('commerce')
  const gateway = new TossGateway({
    timeoutMs: 2_000,
    attempts: 3,
    retryMs: 5,
    maxInFlight: 100,
    metrics,
    ...options,
  })
  t.after(() => gateway.close())
  const counted = async (name: string) => {
    const metric = await metrics.registry.getSingleMetric(`commerce_${name}`)!.get()
    return metric.values.reduce((sum, { value }) => sum + value, 0)
  }
  return { gateway, counted }
}

async function open(t: TestContext, options: Partial<TossOptions> = {}, env: Record<string, string> = {}) {
  const fake = await fakeToss(t, env)
  return { ...gatewayAt(t, { ...fake, ...options }), fake, pay: fake.pay, deposit: fake.deposit }
}

async function paying(t: TestContext, options: Partial<TossOptions> = {}, env: Record<string, string> = {}) {
  const all = await open(t, options, env)
  const orderId = newOrder()
  const paymentKey = await all.pay({ orderId, amount: 10_000 })
  return {
    ...all,
    orderId,
    paymentKey,
    confirm: { paymentKey, orderId, amount: 10_000, idempotencyKey: `c:${orderId}` },
  }
}

gatewayTests('Toss Payments (fake)', open)

for (const kind of ['error-before', 'cut-before', 'error-after', 'cut-after'] as const) {
  test(`${kind}: the call is repeated with its key, and charges once`, async (t) => {
    const { gateway, fake, confirm, orderId, counted } = await paying(t)
    await fake.fault({ kind, operation: 'confirm' })
    assert.equal((await gateway.confirm(confirm)).status, 'DONE')
    assert.equal(await counted('gateway_retries_total'), 1)
    await fake.fault({ kind, operation: 'cancel', times: 2 })
    const cancel = {
      paymentKey: confirm.paymentKey,
      amount: 4_000,
      reason: '단순변심',
      idempotencyKey: `x:${orderId}`,
    }
    assert.equal((await gateway.cancel(cancel)).balanceAmount, 6_000)
    assert.deepEqual(await fake.ledger(orderId).then(sums), [1, 10_000, 1, 4_000])
  })
}

test('under random faults each order is charged once and refunded to the won', async (t) => {
  const { gateway, fake, pay } = await open(t, { timeoutMs: 150, attempts: 4 })
  await fake.behave({ errorRate: 0.3, latencyMs: 2, answerDelayMs: 2 })
  const orders = Array.from({ length: 40 }, newOrder)
  await Promise.all(
    orders.map(async (orderId) => {
      const paymentKey = await pay({ orderId, amount: 10_000 })
      await sure(() =>
        gateway.confirm({ paymentKey, orderId, amount: 10_000, idempotencyKey: `c:${orderId}` }),
      )
      const cancel = { paymentKey, amount: 3_000, reason: '단순변심', idempotencyKey: `x:${orderId}` }
      await sure(() => gateway.cancel(cancel))
    }),
  )
  for (const orderId of orders) assert.deepEqual(await fake.ledger(orderId).then(sums), [1, 10_000, 1, 3_000])
  assert.deepEqual(await fake.ledger().then(sums), [40, 400_000, 40, 120_000])
})

test('a call to a gateway that hangs times out, and a lookup finds what it did', async (t) => {
  const { gateway, fake, confirm, orderId } = await paying(t, { timeoutMs: 500, attempts: 1 })
  await fake.fault({ kind: 'hang-after' })
  await assert.rejects(gateway.confirm(confirm), uncertain)
  assert.equal((await gateway.lookupByOrder({ orderId })).status, 'DONE')
  assert.equal((await gateway.confirm(confirm)).status, 'DONE')
})

test('a call that hangs before the charge leaves its idempotency key unused after the client disconnects', async (t) => {
  const { gateway, fake, confirm, orderId } = await paying(t, { timeoutMs: 500, attempts: 4 })
  await fake.fault({ kind: 'hang-before' })
  assert.equal((await gateway.confirm(confirm)).status, 'DONE')
  assert.equal((await fake.ledger(orderId)).charges, 1)
})

test('a gateway killed after a charge knows the charge after its restart', async (t) => {
  const { gateway, fake, confirm, orderId } = await paying(t, { attempts: 1 })
  await fake.fault({ kind: 'crash-after', operation: 'confirm' })
  await assert.rejects(gateway.confirm(confirm), uncertain)
  await assert.rejects(gateway.lookup(confirm), uncertain)
  await fake.kill()
  await fake.start()
  assert.equal((await gateway.lookup(confirm)).status, 'DONE')
  assert.equal((await gateway.confirm(confirm)).status, 'DONE')
  assert.deepEqual(await fake.ledger(orderId).then(sums), [1, 10_000, 0, 0])
})

test('a declined card is a rejection, and a repeated call gets it again', async (t) => {
  const { gateway, fake, confirm, orderId } = await paying(t)
  await fake.fault({ kind: 'refuse', code: 'REJECT_CARD_COMPANY' })
  for (let time = 0; time < 2; time += 1)
    await assert.rejects(gateway.confirm(confirm), rejected('REJECT_CARD_COMPANY'))
  assert.equal((await gateway.lookup(confirm)).status, 'ABORTED')
  assert.equal((await fake.ledger(orderId)).charges, 0)
})

test('a payment cannot be confirmed ten minutes after the payment window', async (t) => {
  const { gateway, fake, confirm } = await paying(t)
  await fake.advance(10 * 60_000)
  await assert.rejects(gateway.confirm(confirm), rejected('NOT_FOUND_PAYMENT_SESSION'))
  assert.equal((await gateway.lookup(confirm)).status, 'EXPIRED')
})

test('cancellations in quick succession are retried until the gateway accepts them', async (t) => {
  const { gateway, confirm } = await paying(t, { attempts: 8 }, { FAKE_TOSS_CANCEL_GAP_MS: '50' })
  await gateway.confirm(confirm)
  const cancel = { paymentKey: confirm.paymentKey, amount: 1_000, reason: '단순변심' }
  await gateway.cancel({ ...cancel, idempotencyKey: 'a' })
  assert.equal((await gateway.cancel({ ...cancel, idempotencyKey: 'b' })).balanceAmount, 8_000)
})

test('webhooks are unsigned, sent twice, and repeated until they are accepted', async (t) => {
  const bodies: { eventType?: string; data?: { status: string } }[] = []
  let answers = 0
  const url = await serve(t, (request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    request.once('end', () => {
      bodies.push(JSON.parse(text))
      response.writeHead((answers += 1) === 1 ? 500 : 200).end()
    })
  })
  const { gateway, fake, confirm } = await paying(t)
  await fake.behave({ webhookUrl: url, webhookCopies: 2, webhookRetryMs: 10 })
  await gateway.confirm(confirm)
  await until(() => bodies.length === 3, { what: 'two copies and one repetition' })
  for (const { eventType, data } of bodies)
    assert.deepEqual([eventType, data?.status], ['PAYMENT_STATUS_CHANGED', 'DONE'])
})

test('a call above the limit of calls under way is not sent', async (t) => {
  const { gateway, fake, confirm } = await paying(t, { maxInFlight: 1, attempts: 1, timeoutMs: 300 })
  await fake.fault({ kind: 'hang-before', operation: 'confirm' })
  const first = assert.rejects(gateway.confirm(confirm), uncertain)
  await assert.rejects(gateway.lookup(confirm), /this one was not sent/)
  await first
  assert.equal((await gateway.lookup(confirm)).status, 'IN_PROGRESS')
})

test('closing the gateway ends calls under way with an uncertain outcome', async (t) => {
  const { gateway, fake, confirm } = await paying(t, { timeoutMs: 60_000 })
  await fake.fault({ kind: 'hang-before' })
  const call = assert.rejects(gateway.confirm(confirm), uncertain)
  gateway.close()
  await call
})

test('unreadable responses are uncertain, and no error contains the secret key', async (t) => {
  const secretKey = 'live_sk_must_never_be_seen'
  const listeners: [string, RequestListener][] = [
    [
      'a page of a balancer',
      (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
    ],
    ['a payment without its status', (_, response) => response.end('{"paymentKey":"k"}')],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['more bytes than fit', (_, response) => response.end(`{"code":"${'x'.repeat(2 ** 21)}"}`)],
    ['too many requests', (_, response) => response.writeHead(429).end('{"code":"TOO_MANY","message":""}')],
    [
      'half an answer',
      (_, response) => response.writeHead(200, { 'content-length': 9 }).end('{', () => response.destroy()),
    ],
  ]
  for (const [what, listener] of listeners) {
    const { gateway } = gatewayAt(t, {
      url: await serve(t, listener),
      secretKey,
      attempts: 1,
      timeoutMs: 500,
    })
    await assert.rejects(gateway.lookup({ paymentKey: 'k' }), (error: unknown) => {
      assert.ok(error instanceof GatewayUncertain, what)
      const encoded = Buffer.from(`${secretKey}:`).toString('base64')
      for (let at: unknown = error; at instanceof Error; at = at.cause) {
        assert.ok(!`${at.stack} ${JSON.stringify(at)}`.includes(secretKey), what)
        assert.ok(!`${at.stack} ${JSON.stringify(at)}`.includes(encoded), what)
      }
      return true
    })
  }
})

/** Whatever the gateway does, until it answers. */
async function sure<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!uncertain(error)) throw error
    }
  }
}

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function sums({
  charges,
  captured,
  cancels,
  cancelled,
}: {
  charges: number
  captured: number
  cancels: number
  cancelled: number
}) {
  return [charges, captured, cancels, cancelled]
}
