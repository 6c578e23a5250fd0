import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, migrations as chatMigrations, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog } from '@munova/service'
import { afterTheTest, fakeToss, openMailbox, testDatabase, until } from '@munova/testing'
import { seedDatabases } from '@munova/tool-seed'
import type { Secrets } from './steps.ts'

/** Both apps on the demo shop, with its gateway and a mailbox. */
export async function openDemo(t: TestContext) {
  const commerce = await testDatabase(
    t,
    new URL('../../../../apps/commerce-api/migrations/', import.meta.url),
  )
  const chat = await testDatabase(t, chatMigrations)
  // No request of the shop leads to one.
  await commerce.sql`
    insert into payment_differences (kind, payment_key, amount) values ('UNKNOWN_PAYMENT', 'tgen_unknown', 1000)`
  await seedDatabases({ commerceUrl: commerce.url, chatUrl: chat.url })
  const toss = await fakeToss(t)
  const mailbox = await openMailbox({ host: '127.0.0.1', port: 0, smtpPort: 0 })
  t.after(() => mailbox.close())
  const folder = await mkdtemp(join(tmpdir(), 'demo-keys-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const exchange = new MemoryExchange()
  const [shopEnd, chatEnd] = [connectMemory(exchange), connectMemory(exchange)]
  const config = CommerceConfig.parse({
    PORT: '0',
    DATABASE_URL: commerce.url,
    JWT_KEYS_FILE: join(folder, 'signing.json'),
    TOSS_URL: toss.url,
    TOSS_SECRET_KEY: toss.secretKey,
    SMTP_URL: mailbox.smtpUrl,
    PUBLIC_URL: 'https://munova.example',
    MAIL_POLL_MS: '20',
    OUTBOX_POLL_MS: '20',
    // Nobody waits for hours until a parcel can have arrived.
    DELIVERY_MIN_MS: '0',
  })
  const log = createLog({ name: 'commerce-api', level: 'silent' })
  const api = await startCommerceApi(config, { broker: shopEnd, log })
  t.after(() => api.close())
  t.after(() => shopEnd.close())
  const node = await startChatServer(
    ChatConfig.parse({
      PORT: '0',
      RSOCKET_PORT: '0',
      DATABASE_URL: chat.url,
      AUTH_JWKS: `${api.url}/.well-known/jwks.json`,
      LOG_LEVEL: 'silent',
    }),
    { broker: chatEnd },
  )
  t.after(() => node.close())
  t.after(() => chatEnd.close())
  await until(() => fetch(`${node.url}/readyz`).then(({ ok }) => ok), { what: 'the projection of the shop' })
  const secrets: Secrets = {
    pay: async ({ number, total }, method = '카드') => ({
      paymentKey: await toss.pay({ orderId: number, amount: total, method }),
      orderId: number,
    }),
    async deposit({ id, number }) {
      const [payment] = await commerce.sql<{ key: string }[]>`
        select payment_key as key from payments where order_id = ${id}`
      await toss.deposit(payment!.key)
      await fetch(`${api.url}/v1/payments/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ orderId: number }),
      })
      const isPaid = () => commerce.sql`select from orders where id = ${id} and status = 'PAID'`
      await until(async () => (await isPaid()).length > 0, { what: 'the deposit' })
      return {}
    },
    mailed: async (address) => {
      const mail = await until(() => mailbox.mails.findLast(({ to }) => to.includes(address)), {
        what: `a mail to ${address}`,
      })
      return { token: /#token=([\w-]+)/.exec(mail.text)?.[1] ?? '' }
    },
  }
  return { shopUrl: api.url, chatUrl: node.url, tossUrl: toss.url, commerce, chat, secrets }
}
