import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { chance, roundsOr } from '../support/randomness.ts'
import { assertBalanced, assertStockAddsUp, isSettled, openTrade } from '../support/trade.ts'

const rounds = roundsOr(30)
const CONFIRMS = 5

const AT_ONCE = 10

test('concurrent confirms, repeated webhooks and retries with old and new keys give one charge and one PAID order', async (t) => {
  const random = chance(t)
  const trade = await openTrade(t, { env: { RECONCILE_AFTER_MS: '50', DATABASE_POOL: '10' } })
  await trade.toss.behave({ webhookUrl: `${trade.url}/v1/payments/webhook`, webhookCopies: 2, latencyMs: 5 })
  const seller = await trade.person('SELLER')
  const { skuIds } = await trade.shoe(seller, [1_000])
  // One for each order at a time: a second order of the same buyer would replace the first.
  const buyers = await Promise.all(Array.from({ length: AT_ONCE }, () => trade.person()))

  async function oneOrder(round: number): Promise<void> {
    const buyer = buyers[round % buyers.length]!
    const order = await trade.placed(buyer, [[skuIds[0]!, 1]])
    const paymentKey = await trade.toss.pay({ orderId: order.number, amount: order.total })
    const body = { paymentKey, orderId: order.number, amount: order.total }
    const webhook = () => trade.call('POST /v1/payments/webhook', { body: { data: { paymentKey } } })
    if (random.below(4) === 0) await trade.toss.fault({ kind: 'error-after', operation: 'confirm', orderId: order.number }) // prettier-ignore
    const keys = Array.from(
      { length: CONFIRMS },
      (_, at) => `${order.number}-${random.below(2) ? 'same' : at}`,
    )
    const confirms = keys.map((key) => trade.post('/v1/payments/confirm', { as: buyer, body, key }))
    const answers = await Promise.all([webhook(), ...random.shuffled(confirms), webhook(), webhook()])
    for (const { status } of answers) assert.ok([200, 409, 503].includes(status), `${status}`)
    // Clients go on until they know, with the key that they had.
    for (const key of [keys[0]!, `${order.number}-new`]) {
      await until(
        async () => (await trade.post('/v1/payments/confirm', { as: buyer, body, key })).status === 200,
        { what: 'the answer' },
      )
    }
    await webhook()
    const { charges, captured, cancels } = await trade.toss.ledger(order.number)
    assert.deepEqual([charges, captured, cancels], [1, order.total, 0])
    const now = await trade.read(buyer, order.id)
    assert.deepEqual([now.status, now.paid, now.refunded], ['PAID', order.total, 0])
  }

  for (let round = 0; round < rounds; round += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, rounds - round) }, (_, at) => oneOrder(round + at)),
    )
  }
  await until(() => isSettled(trade.sql), { what: 'everything settled' })
  const [paid] = await trade.sql`select count(*) as orders from orders where status = 'PAID'`
  assert.equal(paid?.['orders'], rounds)
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: 1_000, reserved: 0, allocated: rounds })
  await assertBalanced(trade.sql, trade.toss)
  await assertStockAddsUp(trade.sql)
})
