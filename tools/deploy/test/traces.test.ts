import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'node:test'
import {
  afterTheTest,
  testCollector,
  testDatabase,
  testVhost,
  until,
  type CollectedSpan,
} from '@munova/testing'
import { demoAccounts, demoPassword, seedDatabases } from '@munova/tool-seed'
import { bundle, workspace } from '../src/index.ts'
import { runBundle } from './support/running-app.ts'

const isSql = ({ name }: CollectedSpan) => /^(WITH|INSERT|SELECT|UPDATE|DELETE) /.test(name)
const address = {
  recipient: '추적된 사람',
  phone: '010-1234-5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '',
}
const { email } = demoAccounts.buyer
/** Of the answers of commerce-api, each what its request is asked for. */
interface Answer {
  accessToken: string
  items: { id: number }[]
  colors: { skus: { id: number; stock: number }[] }[]
  total: number
}

test('bundles: an order is one trace, from the form of the storefront by SQL, outbox and RabbitMQ to the consumer of chat-server', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'munova-traces-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const AMQP_URL = await testVhost(t)
  const collector = await testCollector(t)
  const JWT_KEYS_FILE = join(folder, 'signing.json')
  const [commerceUrl, chatUrl] = await Promise.all(
    ['commerce-api', 'chat-server'].map(async (app) => {
      const { url } = await testDatabase(t, pathToFileURL(join(workspace, `apps/${app}/migrations/`)))
      return url
    }),
  )
  await seedDatabases({ commerceUrl: commerceUrl!, chatUrl: chatUrl! })
  const start = async (app: string, environment: Record<string, string>) => {
    await bundle(app, join(folder, app), { VERSION: '1.0.0', GIT_SHA: 'unknown' })
    const main = join(folder, app, 'src/main.mjs')
    if (app === 'commerce-api') spawnSync(process.execPath, [main, 'keys', 'add'], { env: { JWT_KEYS_FILE } })
    return runBundle(t, join(folder, app), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...environment,
    })
  }
  // The storefront is the proxy.
  const server = { AMQP_URL, TRUST_PROXY: '127.0.0.1' }
  const api = await start('commerce-api', { ...server, DATABASE_URL: commerceUrl!, JWT_KEYS_FILE })
  const chat = await start('chat-server', {
    ...server,
    DATABASE_URL: chatUrl!,
    AUTH_JWKS: `${api.url}/.well-known/jwks.json`,
  })
  const shop = await start('storefront', { COMMERCE_API_URL: api.url, CHAT_SERVER_URL: chat.url })
  await until(async () => (await fetch(`${chat.url}/readyz`)).ok, { what: chat.output(), timeoutMs: 60_000 })

  const ask = async (path: string, { token = '', method = 'GET', body = {} } = {}) => {
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(method !== 'GET' && { body: JSON.stringify(body) }),
    })
    assert.ok(response.ok, `${path} ${response.status}`)
    return (await response.json()) as Answer
  }
  const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${shop.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      // As a browser without script.
      headers: { origin: new URL(shop.url).origin, accept: 'text/html', ...headers },
      body: new URLSearchParams(fields),
    })
  const { accessToken: token } = await ask('/v1/auth/sign-in', {
    method: 'POST',
    body: { email, password: demoPassword },
  })
  const { items } = await ask('/v1/products?limit=1')
  const { colors } = await ask(`/v1/products/${items[0]!.id}`)
  const sku = colors.flatMap(({ skus }) => skus).find(({ stock }) => stock > 0)!
  await ask(`/v1/cart/items/${sku.id}`, { token, method: 'PUT', body: { quantity: 1 } })
  const { total } = await ask('/v1/orders/preview', { token, method: 'POST', body: { address } })
  const signedIn = await submit('/sign-in', { email, password: demoPassword })
  assert.equal(signedIn.status, 303, shop.output())
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const placed = await submit(
    '/checkout?/place',
    { ...address, address: 'new', total: String(total) },
    // Which traces are recorded, and how they are named, is not a browser's to say.
    { cookie, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` },
  )
  assert.equal(placed.status, 303, await placed.text())
  assert.match(placed.headers.get('location') ?? '', /^\/orders\/\d+$/)

  const spans = await collector.trace(
    'the trace of the order',
    (found) =>
      found.some(({ name }) => name === 'POST /v1/orders') &&
      found.some(({ service }) => service === 'storefront') &&
      found.some((span) => span.service === 'chat-server' && isSql(span)),
  )
  const named = (name: string) => spans.find((span) => span.name === name)
  const page = named('POST /*')!
  const request = named('POST /v1/orders')!
  const published = named('publish order.placed')!
  const processed = named('process order.placed')!
  assert.deepEqual([page.service, page.parentSpanId], ['storefront', ''])
  assert.notEqual(page.traceId, 'a'.repeat(32))
  assert.deepEqual([request.service, request.parentSpanId], ['commerce-api', page.spanId])
  assert.ok(spans.some((span) => isSql(span) && span.parentSpanId === request.spanId))
  assert.deepEqual([published.service, published.parentSpanId], ['commerce-api', request.spanId])
  assert.deepEqual([processed.service, processed.parentSpanId], ['chat-server', published.spanId])
  assert.ok(spans.some((span) => isSql(span) && span.parentSpanId === processed.spanId))
  const recorded = JSON.stringify(collector.spans)
  for (const text of [email, demoPassword, ...Object.values(address).filter(Boolean)])
    assert.ok(!recorded.includes(text), text)
  assert.ok(api.output().includes(`"traceId":"${request.traceId}"`))
  for (const app of [shop, chat, api]) assert.equal(await app.terminate(), 0, app.output())
})
