import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { testVhost } from '@munova/testing'
import { startApi } from '../support/api-process.ts'
import type { Person } from '../support/open-shop.ts'
import { assertStockAddsUp, home, openTrade } from '../support/trade.ts'

const buyers = Number(process.env['BUYERS'] ?? 400)
const pairs = Number(process.env['PAIRS'] ?? 100)

/** The pause before a request without an answer is repeated. */
const AGAIN_MS = 1_000

test('in a drop every pair is sold once, every other buyer gets OUT_OF_STOCK, and the shop keeps responding', async (t) => {
  const trade = await openTrade(t)
  // In a process of its own: so many clients at once keep this one busy.
  const api = await startApi(t, {
    PORT: '0',
    DATABASE_URL: trade.databaseUrl,
    AMQP_URL: await testVhost(t),
    JWT_KEYS_FILE: trade.keysFile,
    RESERVATION_TTL_MS: '3600000',
  })
  const url = await api.url
  const { skuIds } = await trade.shoe(await trade.person('SELLER'), [pairs])
  const crowd = await trade.crowd(buyers)
  const body = JSON.stringify({ lines: [{ skuId: skuIds[0], quantity: 1 }], address: home })
  let broken = 0

  /** Whoever is not answered asks again with the same key. */
  async function order({ token }: Person): Promise<string> {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    }
    for (;;) {
      try {
        const answer = await fetch(`${url}/v1/orders`, { method: 'POST', headers, body })
        const { code } = (await answer.json()) as { code?: string }
        if (code !== 'IDEMPOTENCY_KEY_IN_USE') return code ?? String(answer.status)
      } catch {
        broken++
      }
      await delay(AGAIN_MS)
    }
  }

  const begunAt = performance.now()
  const ordering = Promise.all(crowd.map(order))
  const others = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/v1/products`)))
  const answers = await ordering
  const seconds = (performance.now() - begunAt) / 1_000
  const byAnswer = Map.groupBy(answers, (answer) => answer)
  t.diagnostic(
    `${buyers} buyers at once, ${pairs} pairs: ${[...byAnswer].map(([what, all]) => `${all.length} ${what}`).join(', ')}; ` +
      `${seconds.toFixed(1)} s until all knew; ${broken} connections broke and were tried again`,
  )
  assert.equal(byAnswer.get('201')?.length, pairs)
  assert.equal(byAnswer.get('OUT_OF_STOCK')?.length, buyers - pairs)
  assert.ok(others.every(({ status }) => status === 200))
  assert.deepEqual(await trade.stockOf(skuIds[0]!), { stock: pairs, reserved: pairs, allocated: 0 })
  const [owners] =
    await trade.sql`select count(distinct member_id) as members, count(*) as orders from orders`
  assert.deepEqual(owners, { members: pairs, orders: pairs })
  await assertStockAddsUp(trade.sql)
})
