import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Role } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { CommerceConfig } from '../../src/index.ts'
import { Declarations, type Document } from '../support/declared/declarations.ts'
import { requests } from '../support/declared/requests.ts'
import { password, type Person } from '../support/open-shop.ts'
import { home, openTrade, type Trade } from '../support/trade.ts'

/** How a member of each role loses the standing that their token says. */
const losses: Record<string, (trade: Trade, admin: Person, member: Person) => Promise<{ status: number }>> = {
  withdrawn: (trade, _, member) => trade.call('POST /v1/me/withdraw', { as: member, body: { password } }),
  suspended: (trade, admin, { member }) =>
    trade.call(`POST /v1/admin/members/${member.id}/suspend`, { as: admin, body: { reason: 'x' } }),
  'of another role': (trade, admin, { member }) =>
    trade.call(`POST /v1/admin/members/${member.id}/role`, {
      as: admin,
      body: { role: member.role === 'BUYER' ? 'SELLER' : 'BUYER' },
    }),
}

/** A request that is valid but for its token; its path names nothing that exists. */
async function send(url: string, route: string, { token }: Person, key: string = randomUUID()) {
  const [method = '', template = ''] = route.split(' ')
  const body = requests[route]?.body
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'kind' ? 'product' : '999999'))
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': key,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = (await response.json().catch(() => undefined)) as { code?: string } | undefined
  return { status: response.status, code: answer?.code }
}

/** Routes that write and take a token. Signing in, refreshing and webhooks take none. */
async function writingRoutes(trade: Trade): Promise<string[]> {
  const { body } = await trade.call<Document>('GET /openapi.json')
  return [...new Declarations(body).byRoute]
    .filter(([route, codes]) => !route.startsWith('GET ') && codes.has('TOKEN_EXPIRED'))
    .map(([route]) => route)
}

for (const [standing, lose] of Object.entries(losses)) {
  test(`the token of a member who is ${standing} writes nothing, by any route, in any process`, async (t) => {
    const trade = await openTrade(t)
    const other = await trade.another()
    const admin = await trade.signedUp('ADMIN')
    const routes = await writingRoutes(trade)
    assert.ok(routes.length > 40, `${routes.length} routes`)
    const { skuIds } = await trade.shoe(await trade.person('SELLER'), [9])
    let sent = 0
    for (const role of ['BUYER', 'SELLER', 'ADMIN'] satisfies Role[]) {
      const member = await trade.signedUp(role)
      const key = randomUUID()
      const body = { lines: [{ skuId: skuIds[0], quantity: 1 }], address: home }
      const placing = { as: member, body, key }
      const placed = await trade.post<{ id: number }>('/v1/orders', placing)
      assert.equal(placed.status, 201)
      await trade.sql`update orders set expires_at = now() where id = ${placed.body.id}`
      const ended = () => trade.sql`select from orders where id = ${placed.body.id} and status = 'EXPIRED'`
      await until(async () => (await ended()).length > 0 || undefined, { what: 'the end of the order' })

      const { status } = await lose(trade, admin, member)
      assert.ok(status === 200 || status === 204, `${role}: ${status}`)
      const repeated = await trade.post('/v1/orders', placing)
      assert.equal(repeated.body.code, 'UNAUTHENTICATED', 'not even a stored response')
      const isVoid = async () => (await send(other, 'GET /v1/orders', member)).status === 401 || undefined
      await until(isVoid, { what: 'the other process' })
      for (const url of [trade.url, other]) {
        for (const route of routes) {
          const { status: got, code } = await send(url, route, member)
          assert.deepEqual([got, code], [401, 'UNAUTHENTICATED'], `${route} as ${role}`)
          sent++
        }
      }
      const body2 = { refreshToken: member.refreshToken }
      assert.equal(
        (await trade.call('POST /v1/auth/refresh', { body: body2 })).body['code'],
        'REFRESH_INVALID',
      )
    }
    t.diagnostic(`${sent} requests to ${routes.length} routes`)
  })
}

test('a process learns of a lost standing within a second', () => {
  const config = CommerceConfig.parse({ DATABASE_URL: 'postgres://127.0.0.1/none' })
  assert.ok(config.REVOKED_TOKENS_CHECK_MS <= 1_000)
})

test('a request whose body arrives after its member was suspended writes nothing', async (t) => {
  const trade = await openTrade(t)
  const [admin, member] = [await trade.person('ADMIN'), await trade.person()]
  const body = JSON.stringify(home)
  const slow = httpRequest(`${trade.url}/v1/addresses`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${member.token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  })
  slow.flushHeaders()
  // The server has the headers, and has accepted the token.
  await once(slow, 'continue')
  await losses['suspended']!(trade, admin, member)
  slow.end(body)
  const [response] = await once(slow, 'response')
  assert.deepEqual([response.statusCode, JSON.parse(await text(response)).code], [401, 'UNAUTHENTICATED'])
  assert.equal((await trade.sql`select from addresses`).length, 0)
})
