import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '@munova/service'
import { until } from '@munova/testing'
import { GatewayRejected, GatewayUncertain, type PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { sealAccount } from '../../src/payments/refund/account-cipher.ts'
import { CommerceConfig } from '../../src/index.ts'
import { account, become, deposited, isRefunded, wrong } from '../support/deposited.ts'

const secrets = [account.accountNumber, wrong.accountNumber, account.holderName]

/** What the gateway may say, quoting what it was sent. */
const quoting = `계좌번호 ${account.accountNumber} (${account.holderName})가 유효하지 않습니다`

test('neither the log nor an error names a bank account, whatever fails', async (t) => {
  const lines: string[] = []
  const log = createLog({
    name: 'commerce-api',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  })
  const failures: Error[] = [
    new GatewayRejected('EXCEED_CANCEL_AMOUNT', quoting),
    new GatewayUncertain('no answer', { cause: new GatewayRejected('UNAUTHORIZED_KEY', quoting) }),
    new Error('a fault of the program'),
  ]
  const lookups: Error[] = [
    new GatewayRejected('UNAUTHORIZED_KEY', quoting),
    new GatewayUncertain('no answer'),
  ]
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async cancel(input) {
      const failure = failures.shift()
      if (failure) throw failure
      return gateway.cancel(input)
    },
    async lookup(input) {
      const failure = lookups.shift()
      if (failure) throw failure
      return gateway.lookup(input)
    },
  })
  const { trade, buyer, order } = await deposited(t, { wrap, log })
  lookups.push(new GatewayRejected('UNAUTHORIZED_KEY', quoting), new GatewayUncertain('no answer'))

  const errors: string[] = []
  const paths = {
    cancel: `/v1/orders/${order.id}/items/cancel`,
    correct: `/v1/orders/${order.id}/refund-account`,
    other: '/v1/orders/999999/refund-account',
    return: `/v1/orders/${order.id}/returns`,
  }
  const send = async (path: string, body: unknown, key: string = crypto.randomUUID()) => {
    const { status, body: answer } = await trade.post(path, { as: buyer, body, key })
    if (status >= 400) errors.push(JSON.stringify(answer))
    return status
  }
  const { id } = order.items[0]!
  const items = [{ itemId: id, quantity: 1 }]
  // Not JSON, not valid, of nobody's order, not needed, not delivered, too many pairs, and two requests with one key.
  const text = JSON.stringify({ refundAccount: account })
  for (const broken of [text.slice(0, -1), `${account.accountNumber}x`, text.replace('88', '\\u00')])
    assert.equal(await send(paths.correct, broken), 400)
  const invalid = [
    { ...account, bank: '8' },
    { ...account, accountNumber: `${account.accountNumber}-x` },
    { ...account, more: account.accountNumber },
    { ...account, holderName: `${account.holderName}\u0000` },
    account.accountNumber,
  ]
  for (const refundAccount of invalid) assert.equal(await send(paths.correct, { refundAccount }), 400)
  assert.equal(await send(paths.other, { refundAccount: account }), 404)
  assert.equal(await send(paths.correct, { refundAccount: account }), 409)
  assert.equal(await send(paths.return, { itemId: id, reason: 'DEFECTIVE', refundAccount: account }), 409)
  assert.equal(await send(paths.cancel, { items: [{ itemId: id, quantity: 9 }], reason: '변심', refundAccount: account }), 404) // prettier-ignore
  const key = crypto.randomUUID()
  assert.equal(await send(paths.cancel, { items, reason: '변심', refundAccount: wrong }, key), 200)
  assert.equal(await send(paths.cancel, { items, reason: '변심', refundAccount: account }, key), 422)

  // What the gateway rejects, does not answer or does wrong; then what the bank rejects.
  const has = (message: string) => lines.some((line) => line.includes(message))
  await until(() => failures.length === 0 && lookups.length === 0, { what: 'the failures' })
  await until(async () => (await trade.sql`select from refunds where account_asked_at is not null`).length > 0, { what: 'the bank to reject the account' }) // prettier-ignore
  // A key that is missing, a text that was changed, and a statement that fails.
  const foreign = CommerceConfig.shape.REFUND_ACCOUNT_KEYS.parse(
    `later:${Buffer.alloc(32, 'l').toString('base64')}`,
  )
  await trade.sql`update refunds set sealed_account = ${sealAccount(foreign, account)}, check_at = now()`
  await until(() => has('the account of a refund cannot be opened'), { what: 'the missing key' })
  await trade.sql`update refunds set sealed_account = 'development.AAAA', check_at = now()`
  await until(() => has('not reconciled'), { what: 'the changed text' })
  await trade.sql`alter table refunds add constraint test_none check (sealed_account is null) not valid`
  const failed = await fetch(`${trade.url}${paths.correct}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${buyer.token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: text,
  })
  errors.push(await failed.text())
  assert.equal(failed.status, 500)
  await trade.sql`alter table refunds drop constraint test_none`
  await trade.sql`
    update refunds set sealed_account = null, bank = ${account.bank}, account_number = ${account.accountNumber},
      holder_name = ${account.holderName}, check_at = now()`
  await become(trade, buyer, order.id, isRefunded)
  assert.ok(errors.length >= 13, `${errors.length} errors`)
  for (const secret of secrets) {
    assert.deepEqual(errors.filter((error) => error.includes(secret)), []) // prettier-ignore
    assert.deepEqual(lines.filter((line) => line.includes(secret)), []) // prettier-ignore
  }
  assert.ok(has('the gateway rejects a refund') && has('whether a refund is done'))
})
