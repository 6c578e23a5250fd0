import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, migrations as chatMigrations, startChatServer } from '@munova/chat-server'
import { CommerceConfig, startCommerceApi } from '@munova/commerce-api'
import { createLog } from '@munova/service'
import { afterTheTest, fakeToss, openMailbox, testDatabase, until } from '@munova/testing'
import { seedDatabases } from '@munova/tool-seed'
import { Cast } from './support/cast.ts'
import {
  chatSteps,
  shopSteps,
  type Answered,
  type Answers,
  type Secrets,
  type Step,
} from './support/steps.ts'

interface Operation {
  parameters?: { name: string; in: string; example?: unknown }[]
  requestBody?: { content: Record<string, { example?: unknown }> }
}
interface Document {
  paths: Record<string, Record<string, Operation>>
}

test('every example of both documents succeeds unchanged in a new demo shop', async (t) => {
  const { shopUrl, chatUrl, secrets } = await openDemo(t)
  const cast = new Cast(shopUrl)
  await sendAll(chatUrl, chatSteps, { cast, secrets })
  await sendAll(shopUrl, shopSteps, { cast, secrets })
})

/** Both apps on the demo shop, with its gateway and a mailbox. */
async function openDemo(t: TestContext): Promise<{ shopUrl: string; chatUrl: string; secrets: Secrets }> {
  const commerce = await testDatabase(t, new URL('../../../apps/commerce-api/migrations/', import.meta.url))
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
  return { shopUrl: api.url, chatUrl: node.url, secrets }
}

async function sendAll(url: string, steps: Step[], { cast, secrets }: { cast: Cast; secrets: Secrets }) {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Document
  const operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, about]) => [`${method.toUpperCase()} ${path}`, about]),
    ),
  )
  const withExample = [...operations].filter(([, about]) => exampleOf(about) !== undefined)
  const sent = new Set(steps.map(({ send }) => send))
  const unsent = withExample.map(([operation]) => operation).filter((operation) => !sent.has(operation))
  assert.deepEqual(unsent, [], 'every example is a step')

  const known = new Map<string, Answered[]>()
  const answers: Answers = (operation, index = 0) => known.get(operation)![index]!
  let cookies = ''
  for (const { send, as, withCookies, path, replaced } of steps) {
    const [method = '', template = ''] = send.split(' ')
    const { body, query, type } = exampleOf(operations.get(send)!) ?? {}
    const values = path?.(answers) ?? {}
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
    const change = await replaced?.(answers, secrets)
    const response = await fetch(`${url}${target}?${new URLSearchParams(query).toString()}`, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${await cast.token(as)}` }),
        ...(withCookies && { cookie: cookies }),
        ...(type !== undefined && { 'content-type': type }),
        'idempotency-key': randomUUID(),
      },
      ...(type !== undefined && { body: contentOf(body, change) }),
    })
    const text = await response.text()
    assert.ok(response.ok, `${send} of ${as ?? 'a guest'}: ${response.status} ${text}`)
    if (send === 'POST /v1/auth/sign-in')
      cookies = response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    const answer = text === '' ? undefined : (JSON.parse(text) as Answered)
    if (response.status === 201 && answer)
      await checkLocation(new URL(response.headers.get('location') ?? '', url), { answer, as, cast })
    if (answer) known.set(send, [...(known.get(send) ?? []), answer])
  }
}

/** What was created is at its Location. */
async function checkLocation(
  location: URL,
  { answer, as = 'newcomer', cast }: { answer: Answered; as: Step['as']; cast: Cast },
) {
  const found = await fetch(location, { headers: { authorization: `Bearer ${await cast.token(as)}` } })
  assert.equal(found.status, 200, location.pathname)
  // After signing up the response has tokens besides the member.
  const { member = answer } = answer as { member?: object }
  assert.deepEqual(await found.json(), member, location.pathname)
}

/** Text is sent as it is, an object as JSON. */
function contentOf(body: unknown, change: object | string = {}): string {
  if (typeof change === 'string') return change
  return typeof body === 'string' ? body : JSON.stringify({ ...Object(body), ...change })
}

/** Undefined: the operation has none, and needs none. */
function exampleOf({ parameters = [], requestBody }: Operation) {
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.example !== undefined)
    .map(({ name, example }): [string, string] => [name, String(example)])
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const body = content?.example
  return body === undefined && query.length === 0 ? undefined : { body, query, type }
}
