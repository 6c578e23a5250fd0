import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RefundAccount } from '@munova/commerce-contract'
import { latch, until } from '@munova/testing'
import { GatewayUncertain, type PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { account, become, deposited, isRefunded, needsAccount, wrong } from '../support/deposited.ts'
import { assertBalanced } from '../support/trade.ts'

const other = { ...account, accountNumber: '220987654321' }

test('an account that is named while the bank rejects another one stays, and has the money', async (t) => {
  const [sent, go] = [latch(), latch()]
  let isRejected = false
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async cancel(input) {
      if (input.refundAccount?.accountNumber === wrong.accountNumber) {
        sent.resolve()
        await go.promise
        isRejected = true
      } else if (!isRejected) throw new GatewayUncertain('the attempt before is under way')
      return gateway.cancel(input)
    },
  })
  const { trade, buyer, admin, order } = await deposited(t, { wrap })
  const cancelling = trade.post(`/v1/orders/${order.id}/cancel`, {
    as: buyer,
    body: { reason: '변심', refundAccount: wrong },
  })
  await sent.promise
  // The reconciler leaves the refund to the two requests.
  const later = () => trade.sql`update refunds set check_at = now() + interval '1 hour'`
  await later()
  const named = await trade.post(`/v1/admin/orders/${order.id}/refund-account`, {
    as: admin,
    body: { refundAccount: account },
  })
  assert.equal(named.status, 204)
  await later()
  go.resolve()
  assert.equal((await cancelling).status, 200)
  const [refund] = await trade.sql`
    select rejections, sealed_account is not null as "isKept", account_asked_at as "askedAt" from refunds`
  assert.deepEqual({ ...refund }, { rejections: 1, isKept: true, askedAt: null })
  await trade.sql`update refunds set check_at = now()`
  const done = await become(trade, buyer, order.id, isRefunded)
  assert.equal(done.refunded, order.total)
  await assertBalanced(trade.sql, trade.toss)
})

/** What happens to a cancellation: its answer arrives or is lost, it never comes to the gateway, or the process ends meanwhile. */
type Fate = 'arrives' | 'lost' | 'never sent' | 'crash'

/** The gateway on a bad line: the fate of each cancellation is that of its account, and look-ups are lost while `isDeaf`. */
function badLine(fates: ReadonlyMap<string, Fate>) {
  const sent: { number: string; key: string }[] = []
  const line = { sent, isDeaf: false }
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async cancel(input) {
      const number = input.refundAccount?.accountNumber ?? ''
      const fate = fates.get(number) ?? 'arrives'
      sent.push({ number, key: input.idempotencyKey })
      const answer =
        fate === 'never sent' ? undefined : await gateway.cancel(input).catch((error: Error) => error)
      if (fate === 'crash') throw new Error('the process ends before it knows the answer')
      if (fate !== 'arrives' || answer === undefined) throw new GatewayUncertain('the answer is lost')
      if (answer instanceof Error) throw answer
      return answer
    },
    async lookup(input) {
      if (line.isDeaf) throw new GatewayUncertain('no answer')
      return gateway.lookup(input)
    },
  })
  const isSent = ({ accountNumber }: RefundAccount) =>
    until(() => sent.some(({ number }) => number === accountNumber), { what: `${accountNumber} to be sent` })
  return { line, wrap, isSent }
}

async function cancelTo({ trade, buyer, order }: Shop, refundAccount: RefundAccount): Promise<void> {
  await trade.toss.behave({ webhookCopies: 0 })
  const body = { reason: '변심', refundAccount }
  assert.equal((await trade.post(`/v1/orders/${order.id}/cancel`, { as: buyer, body })).status, 200)
}

async function correctTo({ trade, buyer, order }: Shop, refundAccount: RefundAccount): Promise<void> {
  const path = `/v1/orders/${order.id}/refund-account`
  assert.equal((await trade.post(path, { as: buyer, body: { refundAccount } })).status, 200)
}

type Shop = Awaited<ReturnType<typeof deposited>>

/** The money is back, once, and nobody was asked for another account. */
async function assertRefundedOnce({ trade, buyer, order }: Shop): Promise<void> {
  const done = await become(trade, buyer, order.id, isRefunded)
  assert.equal(done.refunded, order.total)
  await assertBalanced(trade.sql, trade.toss)
  assert.equal((await trade.sql`select from outbox where type = 'payment.account-needed'`).length, 0)
}

test('a rejection whose answer was lost is not that of the account which replaced the rejected one', async (t) => {
  const { line, wrap, isSent } = badLine(new Map([[wrong.accountNumber, 'lost']]))
  const shop = await deposited(t, { wrap })
  await cancelTo(shop, wrong)
  await correctTo(shop, account)
  await isSent(account)
  await assertRefundedOnce(shop)
  const keys = (number: string) => new Set(line.sent.filter((each) => each.number === number).map(({ key }) => key)) // prettier-ignore
  assert.equal(keys(wrong.accountNumber).size, 1)
  assert.deepEqual([...keys(account.accountNumber)].slice(0, 1), [...keys(wrong.accountNumber)])
})

test('the account is replaced after the money went to the one before, unknown to the shop: it does not go again', async (t) => {
  const { line, wrap, isSent } = badLine(new Map([[account.accountNumber, 'lost']]))
  const shop = await deposited(t, { wrap })
  line.isDeaf = true
  await cancelTo(shop, account)
  await correctTo(shop, other)
  await isSent(other)
  line.isDeaf = false
  await assertRefundedOnce(shop)
  assert.equal(new Set(line.sent.map(({ key }) => key)).size, 1)
})

for (const first of ['lost', 'never sent'] as const)
  test(`the first attempt is ${first}, the process ends after the second, and the account is corrected twice`, async (t) => {
    const second = { ...account, accountNumber: '330987654321' }
    const fates = new Map<string, Fate>([[wrong.accountNumber, first], [second.accountNumber, 'crash']]) // prettier-ignore
    const { line, wrap, isSent } = badLine(fates)
    const shop = await deposited(t, { wrap })
    line.isDeaf = true
    await cancelTo(shop, wrong)
    await correctTo(shop, second)
    await isSent(second)
    await correctTo(shop, other)
    await isSent(other)
    line.isDeaf = false
    await assertRefundedOnce(shop)
  })

test('an account that the bank rejects after a correction is deleted, and the buyer is asked', async (t) => {
  const { wrap } = badLine(new Map([[account.accountNumber, 'never sent']]))
  const shop = await deposited(t, { wrap })
  await cancelTo(shop, account)
  await correctTo(shop, wrong)
  await become(shop.trade, shop.buyer, shop.order.id, needsAccount)
  await correctTo(shop, other)
  await become(shop.trade, shop.buyer, shop.order.id, isRefunded)
  await assertBalanced(shop.trade.sql, shop.trade.toss)
})

test('a correction is answered before the gateway answers, however many refunds wait', async (t) => {
  const go = latch()
  const wrap = (gateway: PaymentGateway): Partial<PaymentGateway> => ({
    async cancel(input) {
      await go.promise
      return gateway.cancel(input)
    },
  })
  const shop = await deposited(t, { wrap })
  const { trade, seller, buyer, order } = shop
  for (let pair = 0; pair < 2; pair++) {
    const { id } = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'PAID')!
    const body = { items: [{ itemId: id, quantity: 1 }], reason: '재고 없음' }
    const { status } = await trade.post(`/v1/seller/orders/${order.id}/items/cancel`, { as: seller, body })
    assert.equal(status, 204)
  }
  await become(trade, buyer, order.id, ({ refunds }) => refunds.length === 2 && refunds.every((each) => each.needsAccount)) // prettier-ignore
  await correctTo(shop, account)
  go.resolve()
  await become(trade, buyer, order.id, isRefunded)
  await assertBalanced(trade.sql, trade.toss)
})

test('a request sends its own refund to the gateway, and not others that are open', async (t) => {
  const { line, wrap } = badLine(new Map([[account.accountNumber, 'never sent']]))
  const { trade, buyer, order } = await deposited(t, { wrap, env: { RECONCILE_AFTER_MS: '3600000' } })
  for (const refundAccount of [account, other]) {
    const { id } = (await trade.read(buyer, order.id)).items.find(({ status }) => status === 'PAID')!
    const body = { items: [{ itemId: id, quantity: 1 }], reason: '변심', refundAccount }
    const { status } = await trade.post(`/v1/orders/${order.id}/items/cancel`, { as: buyer, body })
    assert.equal(status, 200)
  }
  assert.deepEqual(
    line.sent.map(({ number }) => number),
    [account.accountNumber, other.accountNumber],
  )
})
