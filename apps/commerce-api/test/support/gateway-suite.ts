import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { dayOf } from '../../src/calendar/day.ts'
import { GatewayRejected, GatewayUncertain, type PaymentGateway } from '../../src/payments/gateway/gateway.ts'

/** A gateway with the buyer's and the bank's part beside it. */
export interface OpenGateway {
  gateway: PaymentGateway
  pay: (wanted: { orderId: string; amount: number; method?: string }) => Promise<string>
  deposit: (paymentKey: string) => Promise<void>
}

export const newOrder = () => `order-${randomBytes(8).toString('hex')}`
export const rejected = (code: string) => (error: unknown) =>
  error instanceof GatewayRejected && error.code === code
export const uncertain = (error: unknown) => error instanceof GatewayUncertain

const account = { bank: '88', accountNumber: '110123456789', holderName: '홍길동' }

/** What every implementation of the payment gateway has to do. */
export function gatewayTests(name: string, open: (t: TestContext) => Promise<OpenGateway>): void {
  const confirmed = async (t: TestContext, amount = 30_000, method = '카드') => {
    const { gateway, pay, deposit } = await open(t)
    const orderId = newOrder()
    const paymentKey = await pay({ orderId, amount, method })
    const confirm = { paymentKey, orderId, amount, idempotencyKey: `confirm:${orderId}:1` }
    return { gateway, deposit, orderId, paymentKey, confirm, payment: await gateway.confirm(confirm) }
  }

  test(`${name}: a confirmed payment is done, and found by its key and its order`, async (t) => {
    const { gateway, payment, paymentKey, orderId } = await confirmed(t)
    assert.deepEqual(
      [payment.status, payment.method, payment.totalAmount, payment.balanceAmount, payment.cancels],
      ['DONE', '카드', 30_000, 30_000, []],
    )
    assert.ok(payment.approvedAt instanceof Date)
    assert.deepEqual(await gateway.lookup({ paymentKey }), payment)
    assert.deepEqual(await gateway.lookupByOrder({ orderId }), payment)
  })

  test(`${name}: the list of a day has the payment and its cancellation, a page after the other`, async (t) => {
    const { gateway, paymentKey, payment } = await confirmed(t)
    const { cancels } = await gateway.cancel({
      paymentKey,
      amount: 10_000,
      reason: '단순변심',
      idempotencyKey: `cancel:${paymentKey}:1`,
    })
    const listed = async (day: number) => {
      const rows = []
      let page
      do {
        page = await gateway.transactions({ day, after: rows.at(-1)?.transactionKey, limit: 1 })
        rows.push(...page)
      } while (page.length > 0)
      return rows.filter((row) => row.paymentKey === paymentKey)
    }
    const days = new Set([payment.approvedAt!, cancels[0]!.canceledAt].map(dayOf))
    const rows = (await Promise.all([...days].map(listed))).flat()
    assert.deepEqual(
      rows.map(({ status }) => status),
      ['DONE', 'PARTIAL_CANCELED'],
    )
    assert.deepEqual(rows[0]?.transactionAt, payment.approvedAt)
    assert.equal(rows[1]?.transactionKey, cancels[0]?.transactionKey)
    assert.deepEqual(await listed(dayOf(payment.approvedAt!) - 30), [])
  })

  test(`${name}: the same key again is the same answer, another key is uncertain`, async (t) => {
    const { gateway, confirm, payment } = await confirmed(t)
    assert.deepEqual(await gateway.confirm(confirm), payment)
    await assert.rejects(
      gateway.confirm({ ...confirm, idempotencyKey: `${confirm.idempotencyKey}:2` }),
      uncertain,
    )
  })

  test(`${name}: another amount or order is rejected, and takes no money`, async (t) => {
    const { gateway, pay } = await open(t)
    const orderId = newOrder()
    const paymentKey = await pay({ orderId, amount: 30_000 })
    const confirm = { paymentKey, orderId, amount: 30_000 }
    const wrong = { ...confirm, amount: 1_000, idempotencyKey: `amount:${orderId}` }
    await assert.rejects(gateway.confirm(wrong), GatewayRejected)
    const other = { ...confirm, orderId: newOrder(), idempotencyKey: `order:${orderId}` }
    await assert.rejects(gateway.confirm(other), GatewayRejected)
    assert.equal((await gateway.lookup({ paymentKey })).status, 'IN_PROGRESS')
  })

  test(`${name}: a key used for another payment is never taken for this one's answer`, async (t) => {
    const { gateway, pay } = await open(t)
    const [one, two] = [newOrder(), newOrder()]
    const idempotencyKey = `constant:${one}`
    const first = { paymentKey: await pay({ orderId: one, amount: 1_000 }), orderId: one, amount: 1_000 }
    const second = { paymentKey: await pay({ orderId: two, amount: 1_000 }), orderId: two, amount: 1_000 }
    await gateway.confirm({ ...first, idempotencyKey })
    await assert.rejects(gateway.confirm({ ...second, idempotencyKey }), uncertain)
    assert.equal((await gateway.lookup(second)).status, 'IN_PROGRESS')
  })

  test(`${name}: parts are cancelled until nothing is left, each once`, async (t) => {
    const { gateway, paymentKey } = await confirmed(t)
    const part = { paymentKey, amount: 10_000, reason: '단순변심', idempotencyKey: `cancel:${paymentKey}:1` }
    const after = await gateway.cancel(part)
    assert.deepEqual([after.status, after.balanceAmount], ['PARTIAL_CANCELED', 20_000])
    assert.deepEqual(await gateway.cancel(part), after)
    const tooMuch = { ...part, amount: 20_001, idempotencyKey: `cancel:${paymentKey}:2` }
    await assert.rejects(gateway.cancel(tooMuch), rejected('NOT_CANCELABLE_AMOUNT'))
    const rest = await gateway.cancel({
      paymentKey,
      reason: '단순변심',
      idempotencyKey: `cancel:${paymentKey}:3`,
    })
    assert.deepEqual([rest.status, rest.balanceAmount], ['CANCELED', 0])
    assert.deepEqual(rest.cancels.map((cancel) => cancel.cancelAmount), [10_000, 20_000]) // prettier-ignore
    assert.equal(new Set(rest.cancels.map((cancel) => cancel.transactionKey)).size, 2)
    const again = { paymentKey, reason: '단순변심', idempotencyKey: `cancel:${paymentKey}:4` }
    await assert.rejects(gateway.cancel(again), rejected('ALREADY_CANCELED_PAYMENT'))
  })

  test(`${name}: what does not exist is rejected as such`, async (t) => {
    const { gateway } = await open(t)
    await assert.rejects(gateway.lookup({ paymentKey: 'nothing' }), rejected('NOT_FOUND_PAYMENT'))
    await assert.rejects(gateway.lookupByOrder({ orderId: newOrder() }), rejected('NOT_FOUND_PAYMENT'))
  })

  test(`${name}: a virtual account is paid by its deposit, and refunded to an account`, async (t) => {
    const { gateway, deposit, payment, paymentKey } = await confirmed(t, 30_000, '가상계좌')
    assert.deepEqual(
      [payment.status, payment.method, payment.approvedAt],
      ['WAITING_FOR_DEPOSIT', '가상계좌', null],
    )
    assert.ok(payment.virtualAccount && payment.virtualAccount.dueDate.getTime() > Date.now())
    assert.ok(payment.secret)
    const part = { paymentKey, amount: 1_000, reason: '단순변심', idempotencyKey: `cancel:${paymentKey}:1` }
    await assert.rejects(gateway.cancel(part), rejected('NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT'))
    await deposit(paymentKey)
    assert.equal((await gateway.lookup({ paymentKey })).status, 'DONE')
    const bare = { ...part, idempotencyKey: `cancel:${paymentKey}:2` }
    await assert.rejects(gateway.cancel(bare), rejected('INVALID_REFUND_ACCOUNT_INFO'))
    const refunded = { ...part, refundAccount: account, idempotencyKey: `cancel:${paymentKey}:3` }
    assert.equal((await gateway.cancel(refunded)).balanceAmount, 29_000)
  })
}
