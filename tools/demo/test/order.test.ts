import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { migrations as chatMigrations } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog } from '@munova/service'
import { afterTheTest, fakeToss, testDatabase } from '@munova/testing'
import { seedDatabases } from '@munova/tool-seed'
import { demoOrder } from '../src/index.ts'

test('an order of the demo shop is placed, paid, shipped, delivered and partly returned', async (t) => {
  const commerce = await testDatabase(t, new URL('../../../apps/commerce-api/migrations/', import.meta.url))
  const chat = await testDatabase(t, chatMigrations)
  await seedDatabases({ commerceUrl: commerce.url, chatUrl: chat.url })
  const toss = await fakeToss(t)
  const folder = await mkdtemp(join(tmpdir(), 'demo-keys-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const broker = connectMemory(new MemoryExchange())
  const config = CommerceConfig.parse({
    PORT: '0',
    DATABASE_URL: commerce.url,
    JWT_KEYS_FILE: join(folder, 'signing.json'),
    TOSS_URL: toss.url,
    TOSS_SECRET_KEY: toss.secretKey,
  })
  const log = createLog({ name: 'commerce-api', level: 'silent' })
  const api = await startCommerceApi(config, { broker, log })
  t.after(() => api.close())
  t.after(() => broker.close())

  const lines: string[] = []
  const order = await demoOrder({
    commerceUrl: api.url,
    tossUrl: toss.url,
    print: (line) => lines.push(line),
  })
  assert.deepEqual(
    order.items.map(({ quantity, status }) => [quantity, status]),
    [
      [1, 'RETURNED'],
      [2, 'DELIVERED'],
    ],
  )
  assert.equal(order.refunded * 3, order.paid)
  assert.match(lines.join('\n'), /placed.*paid.*shipped.*delivered.*return.*refunded/s)
})
