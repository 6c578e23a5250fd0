import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { MemoryExchange } from '@munova/broker'
import { connect } from '@munova/database'
import { until } from '@munova/testing'
import { makeRefreshToken } from '../../src/accounts/sessions/refresh-token.ts'
import { openShop, password, type Person, type Shop } from '../support/open-shop.ts'
import { openStream } from '../support/stream-client.ts'

/** What makes the tokens of a member void, done by the member or an administrator. */
const revocations: Record<
  string,
  (shop: Shop, people: { member: Person; admin: Person }) => Promise<{ status: number }>
> = {
  'a withdrawal': (shop, { member }) => shop.call('POST /v1/me/withdraw', { as: member, body: { password } }),
  'signing out everywhere': (shop, { member }) =>
    shop.call('POST /v1/auth/sign-out-everywhere', { as: member }),
  'a suspension': (shop, { member, admin }) =>
    shop.call(`POST /v1/admin/members/${member.member.id}/suspend`, {
      as: admin,
      body: { reason: 'Fake reviews' },
    }),
  'another role': (shop, { member, admin }) =>
    shop.call(`POST /v1/admin/members/${member.member.id}/role`, { as: admin, body: { role: 'SELLER' } }),
}

async function openPair(t: TestContext) {
  const exchange = new MemoryExchange()
  const shop = await openShop(t)
  return { shop, other: await shop.another(exchange) }
}

for (const [what, revoke] of Object.entries(revocations)) {
  test(`${what} makes the access tokens void: at once here, within a second in another process`, async (t) => {
    const { shop, other } = await openPair(t)
    const [member, admin] = [await shop.person(), await shop.person('ADMIN')]
    const laptop = await shop.signIn(member, 'laptop')
    const stream = await openStream(t, shop, member)
    const { status } = await revoke(shop, { member, admin })
    assert.ok(status === 200 || status === 204, `${status}`)
    const writes = {
      'POST /v1/orders': { items: [], address: {} },
      'POST /v1/addresses': {},
      'POST /v1/payments/confirm': {},
      'PATCH /v1/me': { name: 'still me' },
    } as const
    for (const as of [member, laptop]) {
      assert.equal((await shop.call('GET /v1/me', { as })).status, 401)
      for (const [route, body] of Object.entries(writes)) {
        const answer = await shop.call(route as keyof typeof writes, {
          as,
          body,
          headers: { 'idempotency-key': 'k1' },
        })
        assert.equal(answer.status, 401, route)
      }
      const refreshed = await shop.call('POST /v1/auth/refresh', { body: { refreshToken: as.refreshToken } })
      assert.equal(refreshed.body['code'], 'REFRESH_INVALID')
    }
    const elsewhere = async () => {
      const response = await fetch(`${other}/v1/me`, { headers: { authorization: `Bearer ${member.token}` } })
      return response.status === 401 || undefined
    }
    await until(elsewhere, { what: 'the other process' })
    await until(() => stream.ended(), { what: 'the end of the stream' })
    assert.equal(stream.ended(), 'TOKEN_REVOKED')
    assert.equal((await shop.call('GET /v1/me', { as: admin })).status, 200)
  })
}

test('a member who signed out everywhere signs in again, and the new token is good in every process', async (t) => {
  const { shop, other } = await openPair(t)
  const member = await shop.person()
  await shop.call('POST /v1/auth/sign-out-everywhere', { as: member })
  const again = await shop.signIn(member)
  for (const url of [shop.url, other]) {
    const response = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${again.token}` } })
    assert.equal(response.status, 200)
  }
  const { status } = await shop.call('POST /v1/auth/refresh', { body: { refreshToken: again.refreshToken } })
  assert.equal(status, 200)
})

test('a suspended member learns of it with the right password only, and is back after the reinstatement', async (t) => {
  const shop = await openShop(t)
  const [member, admin] = [await shop.person(), await shop.person('ADMIN')]
  const suspend = () =>
    shop.call(`POST /v1/admin/members/${member.member.id}/suspend`, {
      as: admin,
      body: { reason: 'Fake reviews' },
    })
  const reinstate = () => shop.call(`POST /v1/admin/members/${member.member.id}/reinstate`, { as: admin })
  for (const _ of [1, 2]) assert.deepEqual((await suspend()).body['status'], 'SUSPENDED')
  const signIn = (words: string) =>
    shop.call('POST /v1/auth/sign-in', { body: { email: member.email, password: words } })
  assert.equal((await signIn('another password')).body['code'], 'WRONG_CREDENTIALS')
  const rejected = await signIn(password)
  assert.deepEqual([rejected.status, rejected.body['code']], [403, 'ACCOUNT_SUSPENDED'])
  for (const _ of [1, 2]) assert.deepEqual((await reinstate()).body['status'], 'ACTIVE')
  const again = await shop.signIn(member)
  assert.equal((await shop.call('GET /v1/me', { as: again })).status, 200)
  assert.equal(
    (await shop.call('GET /v1/me', { as: member })).status,
    401,
    'the token from before stays void',
  )
})

test('administrators cannot suspend themselves, nor anybody who does not exist', async (t) => {
  const shop = await openShop(t)
  const [admin, gone] = [await shop.person('ADMIN'), await shop.person()]
  await shop.call('POST /v1/me/withdraw', { as: gone, body: { password } })
  const suspend = (id: number, body: object = { reason: 'x' }) =>
    shop.call(`POST /v1/admin/members/${id}/suspend`, { as: admin, body })
  assert.equal((await suspend(admin.member.id)).body['code'], 'OWN_ACCOUNT')
  assert.equal((await suspend(999_999)).body['code'], 'MEMBER_NOT_FOUND')
  assert.equal((await suspend(gone.member.id)).body['code'], 'MEMBER_NOT_FOUND')
  assert.equal((await suspend(gone.member.id, { reason: '' })).body['code'], 'VALIDATION_FAILED')
})

test('a session that begins while the member signs out everywhere ends with the others', async (t) => {
  const shop = await openShop(t)
  const member = await shop.person()
  // The statement of a sign-in holds the member's row; the sign-out has read the sessions and waits for it.
  const signingIn = connect(shop.databaseUrl, { max: 1 })
  t.after(() => signingIn.end({ timeout: 1 }))
  const token = makeRefreshToken()
  await signingIn.unsafe('begin')
  await signingIn`update members set password_hash = password_hash where id = ${member.member.id}`
  const signOut = shop.call('POST /v1/auth/sign-out-everywhere', { as: member })
  const waiting = () =>
    shop.sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%sessions as%'`
  await until(async () => (await waiting()).length > 0 || undefined, { what: 'the sign-out to wait' })
  await signingIn`
    insert into refresh_tokens (family_id, member_id, device_id, token_hash, expires_at)
    values (${token.familyId}, ${member.member.id}, 'thief', ${token.hash}, now() + interval '1 day')`
  await signingIn.unsafe('commit')
  assert.equal((await signOut).status, 204)
  const refreshed = await shop.call('POST /v1/auth/refresh', { body: { refreshToken: token.text } })
  assert.equal(refreshed.body['code'], 'REFRESH_INVALID')
})
