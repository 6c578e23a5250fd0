import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch, until, type Latch } from '@munova/testing'
import type { PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { expireOrders } from '../../src/orders/cancel/close-unpaid.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade } from '../support/trade.ts'

/** The moments of a confirmation at which the order's time may be over. */
const moments = ['before it begins', 'before the gateway is asked', 'before the gateway’s answer arrives', 'after it is applied'] as const // prettier-ignore

for (const moment of moments) {
  for (const outcome of ['approves', 'approves, and the response is lost', 'declines'] as const) {
    test(`the time is over ${moment}, and the gateway ${outcome}: paid with stock held, or expired with the money back`, async (t) => {
      const gates = { asked: latch(), ask: latch(), answered: latch(), answer: latch() }
      const trade = await openTrade(t, {
        env: { RECONCILE_MS: '1000000', RECONCILE_AFTER_MS: '1' },
        wrap: (gateway) => heldGateway(gateway, gates),
      })
      const [seller, buyer, rival] = [
        await trade.person('SELLER'),
        await trade.person(),
        await trade.person(),
      ]
      const { skuIds } = await trade.shoe(seller, [1])
      const order = await trade.placed(buyer, [[skuIds[0]!, 1]])
      const endTime = async () => {
        await trade.sql`update orders set expires_at = now() where status <> 'PAID'`
        await expireOrders(trade.sql, 100)
      }
      if (outcome === 'declines') await trade.toss.fault({ kind: 'refuse', operation: 'confirm' })
      if (outcome === 'approves, and the response is lost') await trade.toss.fault({ kind: 'cut-after', operation: 'confirm', times: 3 }) // prettier-ignore

      if (moment === moments[0]) await endTime()
      const paying = trade.pay(buyer, order)
      if (moment !== moments[0]) await gates.asked.promise
      if (moment === moments[1]) await endTime()
      gates.ask.resolve()
      if (moment !== moments[0]) await gates.answered.promise
      if (moment === moments[2]) await endTime()
      gates.answer.resolve()
      const { status } = await paying
      if (moment === moments[3]) await endTime()

      // Whatever was answered, a rival tries to get the pair, and the reconciler runs until nothing is open.
      const stolen = await trade.order(rival, [[skuIds[0]!, 1]])
      await until(
        async () => {
          await expireOrders(trade.sql, 100)
          if (await isSettled(trade.sql)) return true
          // Not due yet, so that the webhook brings it forward.
          await trade.sql`update payments set check_at = now() + interval '1 hour' where status = 'CONFIRMING'`
          await trade.call('POST /v1/payments/webhook', { body: { orderId: order.number } })
          return false
        },
        { what: 'everything settled' },
      )
      const now = await trade.read(buyer, order.id)
      const { captured, cancelled } = await trade.toss.ledger(order.number)
      if (now.status === 'PAID') {
        assert.deepEqual([captured, cancelled, stolen.status], [order.total, 0, 409])
        assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 1, reserved: 0, allocated: 1 })
      } else {
        assert.equal(now.status, 'EXPIRED')
        assert.equal(captured - cancelled, 0)
        assert.notEqual(status, 200)
      }
      assert.equal(now.status === 'PAID', outcome !== 'declines' && moment !== moments[0])
      await assertBalanced(trade.sql, trade.toss)
      await assertStockAddsUp(trade.sql)
    })
  }
}

function heldGateway(
  gateway: PaymentGateway,
  gates: Record<'asked' | 'ask' | 'answered' | 'answer', Latch<void>>,
): Pick<PaymentGateway, 'confirm'> {
  return {
    async confirm(input) {
      gates.asked.resolve()
      await gates.ask.promise
      try {
        return await gateway.confirm(input)
      } finally {
        gates.answered.resolve()
        await gates.answer.promise
      }
    },
  }
}
