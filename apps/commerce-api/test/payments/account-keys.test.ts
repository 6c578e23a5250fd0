import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Return, Shipment } from '@munova/commerce-contract'
import { metric, until } from '@munova/testing'
import { CommerceConfig } from '../../src/index.ts'
import { openAccount, sealAccount } from '../../src/payments/refund/account-cipher.ts'
import { account, become, deposited, isRefunded } from '../support/deposited.ts'
import { assertBalanced } from '../support/trade.ts'

const accountKey = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`
const keysOf = (...ids: string[]) =>
  CommerceConfig.shape.REFUND_ACCOUNT_KEYS.parse(ids.map(accountKey).join(','))

test('an account is opened with the key that sealed it, after a rotation too, and not once it was changed', () => {
  const sealed = sealAccount(keysOf('old'), account)
  assert.notEqual(sealAccount(keysOf('old'), account), sealed)
  assert.deepEqual(openAccount(keysOf('new', 'old'), sealed), account)
  assert.ok(sealAccount(keysOf('new', 'old'), account).startsWith('new.'))
  assert.throws(() => openAccount(keysOf('new'), sealed), /no key "old"/)
  const changed = Buffer.from(sealed.split('.')[1]!, 'base64url')
  changed[changed.length - 1]! ^= 1
  assert.throws(() => openAccount(keysOf('old'), `old.${changed.toString('base64url')}`))
  assert.throws(() => CommerceConfig.shape.REFUND_ACCOUNT_KEYS.parse('short:AAAA'))
})

/** A refund that the gateway does not do yet, and a return, both with the account, in a process with these keys. */
async function withAccounts(t: TestContext, ...ids: string[]) {
  const env = { REFUND_ACCOUNT_KEYS: ids.map(accountKey).join(',') }
  const shop = await deposited(t, { env })
  const { trade, seller, buyer, order } = shop
  await trade.toss.fault({ kind: 'error-before', operation: 'cancel', times: 100_000 })
  const body = {
    items: [{ itemId: order.items[0]!.id, quantity: 1 }],
    reason: '변심',
    refundAccount: account,
  }
  await trade.post(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body })
  const { body: parcel } = await trade.post<Shipment>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  await trade.call(`POST /v1/seller/shipments/${parcel.id}/deliver`, { as: seller })
  const { id } = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'DELIVERED')!
  const { body: asked } = await trade.post<Return>(`/v1/orders/${order.id}/returns`, {
    as: buyer,
    body: { itemId: id, reason: 'DEFECTIVE', refundAccount: account },
  })
  const stored = async () => {
    const rows = await trade.sql<{ sealed: string }[]>`
      select sealed_account as sealed from refunds where sealed_account is not null
      union all select sealed_account from returns where sealed_account is not null`
    return rows.map(({ sealed }) => sealed)
  }
  const put = async (sealed: () => string) => {
    await trade.sql`update refunds set sealed_account = ${sealed()} where status = 'REQUESTED'`
    await trade.sql`update returns set sealed_account = ${sealed()} where status = 'REQUESTED'`
  }
  const counted = (key: string) => metric(trade.url, `commerce_refund_accounts_sealed{key="${key}"}`)
  return { ...shop, asked, stored, put, counted }
}

test('a process without the key of an account accepts its return, and the refund waits for one that has it', async (t) => {
  const { trade, seller, buyer, order, asked, put, counted } = await withAccounts(t, 'new')
  await put(() => sealAccount(keysOf('later'), account))
  assert.equal((await trade.post(`/v1/seller/returns/${asked.id}/accept`, { as: seller })).status, 204)
  await trade.toss.control('DELETE /fake/faults')
  await until(async () => (await counted('missing')) === 2, { what: 'the accounts to be counted' })
  const refunds =
    await trade.sql`select status, rejections, split_part(sealed_account, '.', 1) as key from refunds`
  assert.deepEqual(
    refunds.map((row) => ({ ...row })),
    [
      { status: 'REQUESTED', rejections: 0, key: 'later' },
      { status: 'REQUESTED', rejections: 0, key: 'later' },
    ],
  )
  // As a process that has the key would do it.
  await put(() => sealAccount(keysOf('new'), account))
  await trade.sql`update refunds set check_at = now()`
  await become(trade, buyer, order.id, isRefunded)
  await assertBalanced(trade.sql, trade.toss)
})

test('accounts that another key has sealed are sealed anew, so that it can be removed', async (t) => {
  const { stored, put, counted } = await withAccounts(t, 'new', 'old')
  await put(() => sealAccount(keysOf('old'), account))
  await until(async () => (await stored()).every((sealed) => sealed.startsWith('new.')), {
    what: 'the accounts to be sealed anew',
  })
  const texts = await stored()
  assert.equal(new Set(texts).size, 2)
  for (const sealed of texts) assert.deepEqual(openAccount(keysOf('new'), sealed), account)
  await until(async () => (await counted('first')) === 2 && (await counted('another')) === 0, {
    what: 'the metric',
  })
})

test('an account that was changed does not keep the others from being sealed anew', async (t) => {
  const { trade, stored } = await withAccounts(t, 'new', 'old')
  await trade.sql`update refunds set sealed_account = 'old.AAAA' where status = 'REQUESTED'`
  await trade.sql`update returns set sealed_account = ${sealAccount(keysOf('old'), account)}`
  await until(async () => (await stored()).some((sealed) => sealed.startsWith('new.')), { what: 'the other' })
  const keys = new Set((await stored()).map((sealed) => sealed.split('.')[0]))
  assert.deepEqual(keys, new Set(['new', 'old']))
})
