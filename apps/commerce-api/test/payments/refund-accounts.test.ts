import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PendingRefundPage } from '@munova/commerce-contract'
import { metric, until } from '@munova/testing'
import { account, become, deposited, isRefunded, needsAccount, wrong } from '../support/deposited.ts'
import { assertBalanced, type Trade } from '../support/trade.ts'

/** Tables in which the text occurs in any row. */
async function tablesWith({ sql }: Trade, text: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'`
  const found = []
  for (const { name } of tables)
    if ((await sql`select from ${sql(name)} as row where row::text like ${`%${text}%`} limit 1`).length > 0)
      found.push(name)
  return found
}

test('a seller cancels a deposit: the buyer is asked for an account, names it, and has the money', async (t) => {
  const { trade, seller, buyer, admin, order } = await deposited(t)
  const items = order.items.map(({ id }) => ({ itemId: id }))
  const cancelled = await trade.post(`/v1/seller/orders/${order.id}/items/cancel`, {
    as: seller,
    body: { items, reason: '재고 없음' },
  })
  assert.equal(cancelled.status, 204)
  await become(trade, buyer, order.id, needsAccount)
  const asked = async () =>
    (
      await trade.call<{ items: { kind: string }[] }>('GET /v1/notifications', { as: buyer })
    ).body.items.filter(({ kind }) => kind === 'REFUND_ACCOUNT_NEEDED')
  await until(async () => (await asked()).length > 0, { what: 'the buyer to be asked' })
  const { body: pending } = await trade.call<PendingRefundPage>('GET /v1/admin/refunds', { as: admin })
  assert.deepEqual(pending.items.map((refund) => [refund.orderId, refund.needsAccount]), [[order.id, true]]) // prettier-ignore
  await until(async () => (await metric(trade.url, 'commerce_refunds_without_account')) === 1, {
    what: 'the metric',
  })

  const path = `/v1/orders/${order.id}/refund-account`
  const stranger = await trade.person()
  const notMine = await trade.post(path, { as: stranger, body: { refundAccount: account } })
  assert.deepEqual([notMine.status, notMine.body.code], [404, 'ORDER_NOT_FOUND'])
  const key = crypto.randomUUID()
  for (let time = 0; time < 2; time++) {
    const { status } = await trade.post(path, { as: buyer, key, body: { refundAccount: account } })
    assert.equal(status, 200)
  }
  const done = await become(trade, buyer, order.id, isRefunded)
  assert.deepEqual([done.refunded, needsAccount(done)], [order.total, false])
  assert.equal((await asked()).length, 1)
  const late = await trade.post(path, { as: buyer, body: { refundAccount: account } })
  assert.deepEqual([late.status, late.body.code], [409, 'NO_ACCOUNT_NEEDED'])
  await assertBalanced(trade.sql, trade.toss)
})

test('a seller cannot say where the money of a buyer goes', async (t) => {
  const { trade, seller, buyer, order } = await deposited(t)
  const items = order.items.map(({ id }) => ({ itemId: id }))
  for (const act of ['cancel', 'refund']) {
    const answer = await trade.post(`/v1/seller/orders/${order.id}/items/${act}`, {
      as: seller,
      body: { items, reason: '재고 없음', refundAccount: account },
    })
    assert.deepEqual([answer.status, answer.body.code], [400, 'VALIDATION_FAILED'])
  }
  assert.equal((await trade.read(buyer, order.id)).refunds.length, 0)
})

test('staff give back by hand what waits for an account: the refund is done, once', async (t) => {
  const { trade, seller, buyer, order } = await deposited(t)
  await trade.post(`/v1/seller/orders/${order.id}/items/cancel`, {
    as: seller,
    body: { items: [{ itemId: order.items[0]!.id, quantity: 1 }], reason: '재고 없음' },
  })
  const waiting = await become(trade, buyer, order.id, needsAccount)
  await trade.toss.cancel(order.payment!.paymentKey, { amount: waiting.refunds[0]!.amount })
  const done = await become(trade, buyer, order.id, isRefunded)
  assert.deepEqual(
    done.refunds.map(({ cause, amount }) => [cause, amount]),
    [['CANCEL', waiting.refunds[0]!.amount]],
  )
  const late = await trade.post(`/v1/orders/${order.id}/refund-account`, {
    as: buyer,
    body: { refundAccount: account },
  })
  assert.deepEqual([late.status, late.body.code], [409, 'NO_ACCOUNT_NEEDED'])
  await assertBalanced(trade.sql, trade.toss)
})

test('the bank rejects the account: it is deleted, and an administrator names another one', async (t) => {
  const { trade, buyer, admin, order } = await deposited(t)
  const { status } = await trade.post(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '변심', refundAccount: wrong },
  })
  assert.equal(status, 200)
  await become(trade, buyer, order.id, needsAccount)
  assert.equal((await trade.sql`select from refunds where sealed_account is not null`).length, 0)
  const named = await trade.post(`/v1/admin/orders/${order.id}/refund-account`, {
    as: admin,
    body: { refundAccount: account },
  })
  assert.equal(named.status, 204)
  const done = await become(trade, buyer, order.id, isRefunded)
  assert.equal(done.refunded, order.total)
  await assertBalanced(trade.sql, trade.toss)
})

test('no table ever has the number of an account, and the encrypted one is deleted after the refund', async (t) => {
  const { trade, seller, buyer, order } = await deposited(t)
  await trade.toss.fault({ kind: 'error-before', operation: 'cancel', times: 1_000 })
  const [item] = order.items
  const cancelled = await trade.post(`/v1/orders/${order.id}/items/cancel`, {
    as: buyer,
    body: { items: [{ itemId: item!.id, quantity: 1 }], reason: '변심', refundAccount: account },
  })
  assert.equal(cancelled.status, 200)
  const shipped = await trade.post<{ id: number }>(`/v1/seller/orders/${order.id}/ship`, {
    as: seller,
    body: { courier: 'CJ', trackingNumber: '123456789012' },
  })
  await trade.call(`POST /v1/seller/shipments/${shipped.body.id}/deliver`, { as: seller })
  const delivered = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'DELIVERED')!
  const returned = await trade.post(`/v1/orders/${order.id}/returns`, {
    as: buyer,
    body: { itemId: delivered.id, reason: 'DEFECTIVE', refundAccount: account },
  })
  assert.equal(returned.status, 201)
  const sealed = () => trade.sql`
    select sealed_account from refunds where sealed_account is not null
    union all select sealed_account from returns where sealed_account is not null`
  assert.equal((await sealed()).length, 2)
  for (const text of [account.accountNumber, account.holderName + '\\"}'])
    assert.deepEqual(await tablesWith(trade, text), [])

  const [request] = (await trade.read(buyer, order.id)).returns
  await trade.post(`/v1/seller/returns/${request!.id}/accept`, { as: seller, body: { restock: true } })
  await trade.toss.control('DELETE /fake/faults')
  await become(trade, buyer, order.id, (now) => now.refunds.length === 2 && isRefunded(now))
  assert.equal((await sealed()).length, 0)
  assert.deepEqual(await tablesWith(trade, account.accountNumber), [])
  await assertBalanced(trade.sql, trade.toss)
})

test('accounts that an earlier version stored plain are sealed, or deleted where nothing is open', async (t) => {
  const { trade, buyer, order } = await deposited(t)
  await trade.toss.fault({ kind: 'error-before', operation: 'cancel', times: 1_000 })
  await trade.post(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '변심', refundAccount: wrong },
  })
  await trade.sql`
    update refunds set sealed_account = null, bank = ${account.bank}, account_number = ${account.accountNumber},
      holder_name = ${account.holderName}`
  const isSealed = () => trade.sql`select from refunds where sealed_account is not null and bank is null`
  await until(async () => (await isSealed()).length > 0, { what: 'the account to be sealed' })
  assert.deepEqual(await tablesWith(trade, account.accountNumber), [])
  await trade.toss.control('DELETE /fake/faults')
  await become(trade, buyer, order.id, isRefunded)
  await trade.sql`update refunds set bank = ${account.bank}, account_number = ${account.accountNumber}`
  await until(async () => (await tablesWith(trade, account.accountNumber)).length === 0, {
    what: 'the account to be deleted',
  })
})
