import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignedIn } from '@munova/commerce-contract'
import { openShop, type Shop } from '../support/open-shop.ts'

async function refresh(shop: Shop, refreshToken: string) {
  const { status, body } = await shop.call('POST /v1/auth/refresh', { body: { refreshToken } })
  return { outcome: status === 200 ? 'OK' : String(body['code']), next: String(body['refreshToken']) }
}

test('twenty concurrent refreshes with one token get one successor, which is good', async (t) => {
  const shop = await openShop(t)
  const { refreshToken } = await shop.person()
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(shop, refreshToken)))
  assert.ok(answers.every(({ outcome }) => outcome === 'OK'))
  assert.equal(new Set(answers.map(({ next }) => next)).size, 1)
  assert.equal((await refresh(shop, answers[0]!.next)).outcome, 'OK')
})

test('a token whose successor was used ends the session, also within the grace', async (t) => {
  const shop = await openShop(t)
  const { refreshToken } = await shop.person()
  const { next } = await refresh(shop, refreshToken)
  const { next: last } = await refresh(shop, next)
  assert.equal((await refresh(shop, refreshToken)).outcome, 'TOKEN_REUSED')
  assert.equal((await refresh(shop, last)).outcome, 'REFRESH_INVALID')
})

test('a token that comes back after the grace ends the session', async (t) => {
  const shop = await openShop(t)
  const { refreshToken } = await shop.person()
  const { next } = await refresh(shop, refreshToken)
  await shop.sql`update refresh_tokens set rotated_at = now() - interval '11 seconds'`
  assert.equal((await refresh(shop, refreshToken)).outcome, 'TOKEN_REUSED')
  assert.equal((await refresh(shop, next)).outcome, 'REFRESH_INVALID')
})

test('nothing repeats after a sign-out: neither alone nor everywhere', async (t) => {
  const shop = await openShop(t)
  const phone = await shop.person()
  const { next } = await refresh(shop, phone.refreshToken)
  await shop.call('POST /v1/auth/sign-out', { body: { refreshToken: next } })
  assert.notEqual((await refresh(shop, phone.refreshToken)).outcome, 'OK')
  const laptop = await shop.signIn(phone)
  await refresh(shop, laptop.refreshToken)
  await shop.call('POST /v1/auth/sign-out-everywhere', { as: laptop })
  assert.notEqual((await refresh(shop, laptop.refreshToken)).outcome, 'OK')
})

test('a refresh token can be used once and is replaced by the next one', async (t) => {
  const shop = await openShop(t)
  let { refreshToken } = await shop.person()
  for (let i = 0; i < 5; i++) {
    const { outcome, next } = await refresh(shop, refreshToken)
    assert.equal(outcome, 'OK')
    assert.notEqual(next, refreshToken)
    refreshToken = next
  }
})

test('a reused token revokes its own session and no other of the member', async (t) => {
  const shop = await openShop(t)
  const phone = await shop.person()
  const laptop = await shop.signIn(phone, 'laptop')
  const { next } = await refresh(shop, phone.refreshToken)
  const { next: last } = await refresh(shop, next)

  assert.equal((await refresh(shop, phone.refreshToken)).outcome, 'TOKEN_REUSED')
  assert.equal((await refresh(shop, last)).outcome, 'REFRESH_INVALID')
  assert.equal((await refresh(shop, laptop.refreshToken)).outcome, 'OK')
})

test('a sign-in ends the earlier session of the same device', async (t) => {
  const shop = await openShop(t)
  const person = await shop.person()
  const earlier = await shop.signIn(person, 'laptop')
  const later = await shop.signIn(person, 'laptop')
  assert.equal((await refresh(shop, earlier.refreshToken)).outcome, 'REFRESH_INVALID')
  assert.equal((await refresh(shop, later.refreshToken)).outcome, 'OK')
  assert.equal((await refresh(shop, person.refreshToken)).outcome, 'OK')
})

test('a member can sign in again on a device after signing out', async (t) => {
  const shop = await openShop(t)
  const earlier = await shop.signIn(await shop.person(), 'laptop')
  await shop.call('POST /v1/auth/sign-out', { body: { refreshToken: earlier.refreshToken } })
  const later = await shop.signIn(earlier, 'laptop')
  assert.equal((await refresh(shop, later.refreshToken)).outcome, 'OK')
})

test('concurrent sign-ins on one device leave one session', async (t) => {
  const shop = await openShop(t)
  const person = await shop.person()
  const sessions = await Promise.all(Array.from({ length: 5 }, () => shop.signIn(person, 'laptop')))
  const outcomes = await Promise.all(
    sessions.map(async ({ refreshToken }) => (await refresh(shop, refreshToken)).outcome),
  )
  assert.deepEqual(outcomes.toSorted(), ['OK', ...Array.from({ length: 4 }, () => 'REFRESH_INVALID')])
})

test('a sign-in beyond DEVICES_PER_MEMBER ends the session that was refreshed least recently', async (t) => {
  const shop = await openShop(t, { env: { DEVICES_PER_MEMBER: '2' } })
  const first = await shop.person()
  const second = await shop.signIn(first)
  const { next } = await refresh(shop, first.refreshToken)
  await shop.signIn(first)
  assert.equal((await refresh(shop, second.refreshToken)).outcome, 'REFRESH_INVALID')
  assert.equal((await refresh(shop, next)).outcome, 'OK')
})

test('sign-out ends the session, and succeeds without one', async (t) => {
  const shop = await openShop(t)
  const { refreshToken } = await shop.person()
  assert.equal((await shop.call('POST /v1/auth/sign-out', { body: { refreshToken } })).status, 204)
  assert.equal((await refresh(shop, refreshToken)).outcome, 'REFRESH_INVALID')
  assert.equal((await shop.call('POST /v1/auth/sign-out')).status, 204)
  assert.equal((await shop.call('POST /v1/auth/sign-out', { body: { refreshToken: 'x' } })).status, 204)
})

test('a browser refreshes with its cookie alone', async (t) => {
  const shop = await openShop(t)
  const { email, password } = await shop.person()
  const signedIn = await shop.call<SignedIn>('POST /v1/auth/sign-in', { body: { email, password } })
  const [cookie = ''] = signedIn.headers.getSetCookie()
  assert.match(
    cookie,
    /^refresh_token=[\w-]{64}; Max-Age=1209600; Path=\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
  )

  const [pair = ''] = cookie.split(';')
  const refreshed = await shop.call<SignedIn>('POST /v1/auth/refresh', { headers: { cookie: pair } })
  assert.equal(refreshed.status, 200)
  assert.match(refreshed.headers.get('set-cookie') ?? '', /^refresh_token=[\w-]{64};/)
  assert.ok(!('refreshToken' in refreshed.body), 'no script can read it')
})

test('in development the cookie works without TLS', async (t) => {
  const shop = await openShop(t, { env: { NODE_ENV: 'development' } })
  const { email, password } = await shop.person()
  const signedIn = await shop.call('POST /v1/auth/sign-in', { body: { email, password } })
  assert.doesNotMatch(signedIn.headers.get('set-cookie') ?? '', /secure/i)
})

test('the database does not store refresh tokens', async (t) => {
  const shop = await openShop(t)
  const { refreshToken } = await shop.person()
  const { next } = await refresh(shop, refreshToken)
  const [row] = await shop.sql`select * from refresh_tokens`
  const stored = Object.values(row!).map((value) =>
    value instanceof Uint8Array ? Buffer.from(value) : value,
  )
  for (const token of [refreshToken, next]) {
    const secret = Buffer.from(token, 'base64url').subarray(16)
    assert.ok(!stored.some((value) => value === token || (Buffer.isBuffer(value) && value.includes(secret))))
  }
  assert.equal(stored.filter((value) => Buffer.isBuffer(value)).length, 3, 'two hashes and a nonce')
})

test('expired, unknown and malformed refresh tokens are rejected', async (t) => {
  const shop = await openShop(t)
  const { refreshToken } = await shop.person()
  await shop.sql`update refresh_tokens set expires_at = now() - interval '1 second'`
  for (const token of [refreshToken, 'A'.repeat(64), refreshToken.slice(1), '\u0000']) {
    assert.equal((await refresh(shop, token)).outcome, 'REFRESH_INVALID')
  }
  assert.equal((await shop.call('POST /v1/auth/refresh')).body['code'], 'REFRESH_INVALID')
})
