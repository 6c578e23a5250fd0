import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { commerceProblems } from '@munova/commerce-contract'
import {
  type ConfigError,
  type ProblemRow,
  type ProblemTable,
  readConfig,
  serviceProblems,
} from '@munova/service'
import { logLines, metric, ownPostgres, testDatabase, testVhost, until } from '@munova/testing'
import { CommerceConfig } from '../src/index.ts'
import { requireProduction } from '../src/production.ts'
import { startApi } from './support/api-process.ts'
import { openShop } from './support/open-shop.ts'

/** The settings for which an environment is refused. */
function refused(environment: Record<string, string>) {
  try {
    requireProduction(readConfig(CommerceConfig, environment), environment)
    return []
  } catch (error) {
    return (error as ConfigError).problems.map(({ setting }) => setting)
  }
}

test('the process runs alone: it is ready, serves, and ends by itself on SIGTERM', async (t) => {
  const { url: DATABASE_URL } = await testDatabase(t, new URL('../migrations/', import.meta.url))
  const AMQP_URL = await testVhost(t)
  const { child, exit, url } = await startApi(t, { PORT: '0', DATABASE_URL, AMQP_URL })
  assert.equal((await fetch(`${await url}/readyz`)).status, 200)
  assert.equal((await fetch(`${await url}/v1/products`)).status, 200)
  child.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
})

test('when many come at the same moment, the kernel lets them wait for a process that is busy', async (t) => {
  const { url: DATABASE_URL } = await testDatabase(t, new URL('../migrations/', import.meta.url))
  const { child, url } = await startApi(t, { PORT: '0', DATABASE_URL, AMQP_URL: await testVhost(t) })
  const port = Number(new URL(await url).port)
  child.kill('SIGSTOP')
  // More than the 511 that Node asks for when nobody says otherwise.
  const waiting = Array.from({ length: 1_500 }, () => connect({ port, host: '127.0.0.1' }))
  t.after(() => waiting.forEach((socket) => void socket.destroy()))
  await Promise.all(waiting.map((socket) => once(socket, 'connect', { signal: AbortSignal.timeout(20_000) })))
})

test('a wrong configuration is explained at once, all of it', async (t) => {
  const { exit, stderr } = await startApi(t, { PORT: 'x', ACCESS_TOKEN_SECONDS: '0' })
  assert.deepEqual(await exit, [1, null])
  for (const name of ['PORT', 'DATABASE_URL', 'ACCESS_TOKEN_SECONDS'])
    assert.match(stderr(), new RegExp(name))
})

test('a process in production ends at once, with a line for each setting that is of development', async (t) => {
  const wrong = {
    TOSS_SECRET_KEY: 'test_sk_munova',
    REFUND_ACCOUNT_KEYS: '',
    CORS_ORIGINS: '',
    DEMO_ACCOUNTS: 'buyer@munova.example',
    DATABASE_URL: 'postgres://postgres:postgres@database/shop',
    AMQP_URL: 'amqp://guest:guest@rabbitmq',
    JWT_KEYS_FILE: '/nowhere/signing.json',
  }
  const { exit, stderr } = await startApi(t, { PORT: '0', ...wrong })
  assert.deepEqual(await exit, [1, null])
  const named = logLines(stderr()).map(({ setting }) => String(setting))
  assert.deepEqual(named.toSorted(), Object.keys(wrong).toSorted())

  const good = {
    DATABASE_URL: 'postgres://shop:kG4nM2@database/shop',
    AMQP_URL: 'amqp://shop:kG4nM2@rabbitmq',
    TOSS_SECRET_KEY: 'test_sk_none',
    REFUND_ACCOUNT_KEYS: `test:${Buffer.alloc(32, 'test').toString('base64')}`,
    CORS_ORIGINS: 'https://shop.example',
    JWT_KEYS_FILE: import.meta.filename,
  }
  assert.deepEqual(refused(good), [])
  for (const [setting, value] of Object.entries(wrong))
    assert.deepEqual(refused({ ...good, [setting]: value }), [setting])
  assert.deepEqual(refused({ ...good, TOSS_SECRET_KEY: '' }), ['TOSS_SECRET_KEY'])
  assert.deepEqual(refused({ ...good, CORS_ORIGINS: '', NODE_ENV: 'development' }), [])
})

test('without the database requests are rejected as temporary, and then all is well again', async (t) => {
  const postgres = await ownPostgres(t)
  const shop = await openShop(t, { env: { DATABASE_URL: postgres.url, DATABASE_PROBE_MS: '20' } })
  const ready = async () => (await shop.call('GET /readyz')).status === 200
  await postgres.stop()
  const { status, body } = await shop.call('GET /v1/products')
  assert.deepEqual([status, body['code']], [503, 'UNAVAILABLE'])
  // It is away for every process, so none is taken out of rotation for it.
  await until(async () => (await metric(shop.url, 'commerce_database_up')) === 0, { what: 'the probe' })
  assert.equal(await ready(), true)
  assert.equal((await shop.call('GET /livez')).status, 200)
  await postgres.start()
  await until(async () => (await metric(shop.url, 'commerce_database_up')) === 1, { what: 'the probe' })
  // The pool of the requests notices a moment later than that of the probe.
  await until(async () => (await shop.call('GET /v1/products')).status === 200, {
    what: 'the pool of requests',
  })
})

test('browsers may come from the storefront, with their cookie, and from nowhere else', async (t) => {
  const shop = await openShop(t)
  const preflight = (origin: string) =>
    shop.call('OPTIONS /v1/auth/refresh', { headers: { origin, 'access-control-request-method': 'POST' } })
  const { headers } = await preflight('http://localhost:3000')
  assert.equal(headers.get('access-control-allow-origin'), 'http://localhost:3000')
  assert.equal(headers.get('access-control-allow-credentials'), 'true')
  assert.equal((await preflight('http://elsewhere.example')).headers.get('access-control-allow-origin'), null)
})

test('closing twice is closing once', async (t) => {
  const shop = await openShop(t)
  await Promise.all([shop.close(), shop.close()])
})

test('the contract knows every problem of the service, and each of its details', () => {
  const table: ProblemTable = commerceProblems
  for (const [code, row] of Object.entries<ProblemRow>(serviceProblems)) {
    assert.equal(table[code]?.status, row.status, code)
    for (const detail of Object.keys(row.details ?? {})) assert.ok(table[code]?.details?.[detail], detail)
  }
})
