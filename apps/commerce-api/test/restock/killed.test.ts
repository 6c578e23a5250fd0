import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testVhost, until } from '@munova/testing'
import { startApi } from '../support/api-process.ts'
import { assertLinesAddUp, joined } from '../support/restock-line.ts'
import { openTrade } from '../support/trade.ts'

const BUYERS = 40
const WAITING = 25

test('an API that is killed while pairs come back loses none, holds none twice, and tells each member once', async (t) => {
  const trade = await openTrade(t, { env: { RESTOCK_CHECK_MS: '100000000' } })
  const [seller, buyers, line] = [
    await trade.person('SELLER'),
    await trade.crowd(BUYERS),
    await trade.crowd(WAITING),
  ]
  const { skuIds } = await trade.shoe(seller, [BUYERS])
  const skuId = skuIds[0]!
  const orders = await Promise.all(buyers.map((as) => trade.placed(as, [[skuId, 1]])))
  for (const as of line) await joined(trade, as, skuId)
  const env = {
    NODE_ENV: 'development',
    PORT: '0',
    DATABASE_URL: trade.databaseUrl,
    AMQP_URL: await testVhost(t),
    JWT_KEYS_FILE: trade.keysFile,
    RESTOCK_CHECK_MS: '5',
    RESTOCK_BATCH: '2',
  }
  const count = async (state: string) =>
    (await trade.sql`select from restock_places where state = ${state}`).length
  for (let from = 0; from < BUYERS; from += 10) {
    const api = await startApi(t, env)
    const url = await api.url
    const before = await count('HELD')
    const cancelling = orders.slice(from, from + 10).map(({ id }, at) =>
      fetch(`${url}/v1/orders/${id}/cancel`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${buyers[from + at]!.token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({ reason: '변심' }),
      }).catch(() => undefined),
    )
    if (before < WAITING) await until(async () => (await count('HELD')) > before, { what: 'some pairs' })
    api.child.kill('SIGKILL')
    await api.exit
    await Promise.all(cancelling)
    await assertLinesAddUp(trade.sql)
  }
  // What the kills left undone.
  const last = await startApi(t, env)
  await last.url
  await trade.sql`update orders set expires_at = now() where status = 'PENDING'`
  await until(async () => (await trade.sql`select from orders where status = 'PENDING'`).length === 0, { what: 'expiry' }) // prettier-ignore
  assert.deepEqual([await count('HELD'), await count('WAITING')], [WAITING, 0])
  assert.deepEqual(await trade.stockOf(skuId), { stock: BUYERS, reserved: WAITING, allocated: 0 })
  const told = () => trade.sql<{ member: number; times: number }[]>`
    select member_id as member, count(*) as times from notifications where kind = 'RESTOCK_HELD' group by member_id`
  await until(async () => (await told()).length === WAITING, { what: 'all are told', timeoutMs: 30_000 })
  assert.ok((await told()).every(({ times }) => times === 1))
  await assertLinesAddUp(trade.sql)
})
