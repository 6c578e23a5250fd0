import assert from 'node:assert/strict'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { readSettings, startFakeToss } from '../src/index.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const authorization = basic('test_sk_munova:')

async function open(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'munova-fake-toss-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'ledger.jsonl')
  const settings = readSettings({ PORT: '0', FAKE_TOSS_LEDGER: file, FAKE_TOSS_CANCEL_GAP_MS: '0' })
  let fake = await startFakeToss(settings)
  t.after(() => fake.close())
  const call = async (route: `${string} ${string}`, body?: object, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = route.split(' ')
    const init = body && { body: JSON.stringify(body) }
    const response = await fetch(fake.url + path, { method, headers: { authorization, ...headers }, ...init })
    return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> }
  }
  const restart = async () => {
    await fake.close()
    fake = await startFakeToss(settings)
  }
  const createPayment = async (orderId: string, more: object = {}) => {
    const { body } = await call('POST /fake/payments', { orderId, amount: 9_900, ...more })
    return { paymentKey: String(body['paymentKey']), orderId, amount: 9_900 }
  }
  return { file, call, createPayment, restart, url: () => fake.url }
}

test('the secret key is required, in the format of Toss Payments', async (t) => {
  const { call } = await open(t)
  const errorFor = async (header: string) => {
    const { status, body } = await call('GET /v1/payments/unknown', undefined, { authorization: header })
    return [status, body['code']]
  }
  assert.deepEqual(await errorFor('Bearer x'), [401, 'UNAUTHORIZED_KEY'])
  assert.deepEqual(await errorFor(basic('test_sk_munova')), [403, 'INCORRECT_BASIC_AUTH_FORMAT'])
  assert.deepEqual(await errorFor(basic('another:')), [401, 'UNAUTHORIZED_KEY'])
})

test('an idempotency key of more than 300 characters is rejected; a repeated one gets the same response', async (t) => {
  const { call, createPayment } = await open(t)
  const confirm = await createPayment('order-1')
  const post = (body: object, key: string) =>
    call('POST /v1/payments/confirm', body, { 'idempotency-key': key })
  assert.equal((await post(confirm, 'k'.repeat(301))).body['code'], 'INVALID_IDEMPOTENCY_KEY')
  const first = await post(confirm, 'k'.repeat(300))
  assert.equal(first.status, 200)
  // The body is not compared, as at Toss Payments.
  assert.deepEqual(await post({ ...confirm, amount: 1 }, 'k'.repeat(300)), first)
  assert.equal((await post(confirm, 'other')).body['code'], 'ALREADY_PROCESSED_PAYMENT')
})

test('acknowledged changes survive a restart; an incomplete last line is dropped', async (t) => {
  const { call, createPayment, restart, file } = await open(t)
  const confirm = await createPayment('order-2')
  const key = { 'idempotency-key': 'once' }
  const first = await call('POST /v1/payments/confirm', confirm, key)
  const cancel = { cancelReason: '단순변심', cancelAmount: 900 }
  await call(`POST /v1/payments/${confirm.paymentKey}/cancel`, cancel)
  await appendFile(file, '{"type":"cancelled","at":17')
  await restart()
  assert.deepEqual(await call('POST /v1/payments/confirm', confirm, key), first)
  const { body } = await call('GET /fake/ledger/order-2')
  assert.deepEqual([body['charges'], body['captured'], body['cancelled']], [1, 9_900, 900])
  await restart()
  assert.deepEqual((await call('GET /fake/ledger/order-2')).body, body)
})

test('a deposit can be reverted by the bank and is rejected after the due date', async (t) => {
  const { call, createPayment } = await open(t)
  const confirm = await createPayment('order-3', { method: '가상계좌' })
  const act = async (action: string) =>
    (await call(`POST /fake/payments/${confirm.paymentKey}/${action}`)).body['status']
  await call('POST /v1/payments/confirm', confirm)
  assert.equal(await act('deposit'), 'DONE')
  assert.equal(await act('revert-deposit'), 'WAITING_FOR_DEPOSIT')
  assert.equal((await call('GET /fake/ledger/order-3')).body['captured'], 0)
  await call('POST /fake/clock', { aheadMs: 24 * 3_600_000 })
  for (let day = 0; day < 7; day += 1) await call('POST /fake/clock', { aheadMs: 24 * 3_600_000 })
  const { body } = await call(`GET /v1/payments/${confirm.paymentKey}`)
  assert.deepEqual(
    [body['status'], (body['virtualAccount'] as { expired: boolean }).expired],
    ['EXPIRED', true],
  )
  assert.equal((await call(`POST /fake/payments/${confirm.paymentKey}/deposit`)).status, 400)
})

test('the payment window redirects to the shop, paid or cancelled, and escapes HTML', async (t) => {
  const { url, call } = await open(t)
  const query = new URLSearchParams({
    orderId: 'order-4',
    amount: '9900',
    orderName: '<script>alert(1)</script>',
  })
  const page = await (await fetch(`${url()}/window?${query.toString()}`)).text()
  assert.ok(page.includes('order-4') && !page.includes('<script>alert'))
  const submit = async (action: string, more: Record<string, string> = {}) => {
    const form = { orderId: 'order-4', amount: '9900', method: '카드', successUrl: 'http://shop.example/done?a=1', failUrl: 'http://shop.example/fail', do: action, ...more } // prettier-ignore
    const response = await fetch(`${url()}/window`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    })
    return { status: response.status, location: response.headers.get('location') ?? '' }
  }
  const cancelled = new URL((await submit('leave')).location)
  assert.deepEqual(
    [cancelled.pathname, cancelled.searchParams.get('code')],
    ['/fail', 'PAY_PROCESS_CANCELED'],
  )
  const paid = new URL((await submit('pay')).location).searchParams
  assert.deepEqual([paid.get('a'), paid.get('orderId'), paid.get('amount')], ['1', 'order-4', '9900'])
  const confirm = { paymentKey: paid.get('paymentKey'), orderId: 'order-4', amount: 9_900 }
  assert.equal((await call('POST /v1/payments/confirm', confirm)).body['status'], 'DONE')
  assert.equal((await submit('pay', { successUrl: 'javascript:alert(1)' })).status, 200)
})

test('invalid requests get an error response', async (t) => {
  const { call } = await open(t)
  assert.equal((await call('POST /v1/payments/confirm', {})).body['code'], 'INVALID_REQUEST')
  assert.equal((await call('POST /v1/payments/%E0%A4%A/cancel', { cancelReason: 'x' })).status, 400)
  assert.equal((await call('POST /fake/faults', { kind: 'unknown' })).status, 400)
  assert.equal((await call('DELETE /fake/unknown')).status, 404)
  assert.equal((await call('PATCH /fake/behaviour', { latency: 5 })).status, 400)
})

test('transactions are listed by day, a page after the other; a cancellation is one of its own', async (t) => {
  const { call, createPayment, restart } = await open(t)
  const confirm = await createPayment('order-list')
  await call('POST /v1/payments/confirm', confirm)
  await call(`POST /v1/payments/${confirm.paymentKey}/cancel`, {
    cancelReason: '단순변심',
    cancelAmount: 900,
  })
  await restart()
  const list = async (query: string) => {
    const range = 'startDate=2000-01-01T00:00:00&endDate=2999-12-31T23:59:59'
    return (await call(`GET /v1/transactions?${range}${query}`)).body
  }
  const [first, ...more] = Object.values(await list('&limit=1')) as Record<string, unknown>[]
  assert.deepEqual([first?.['status'], first?.['amount'], more.length], ['DONE', 9_900, 0])
  const rest = Object.values(await list(`&startingAfter=${String(first?.['transactionKey'])}`)) as typeof more
  assert.deepEqual(
    rest.map(({ status, amount, paymentKey }) => [status, amount, paymentKey]),
    [['PARTIAL_CANCELED', 900, confirm.paymentKey]],
  )
  assert.equal((await list('&startingAfter=unknown'))['code'], 'INVALID_TRANSACTION_KEY')
  const past = await call('GET /v1/transactions?startDate=2000-01-01T00:00:00&endDate=2000-01-01T23:59:59')
  assert.deepEqual(past.body, [])
})
