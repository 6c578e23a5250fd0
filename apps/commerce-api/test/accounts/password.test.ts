import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionList, SignedIn } from '@munova/commerce-contract'
import { openShop, password, type Person, type Shop } from '../support/open-shop.ts'

const newPassword = 'another horse battery'
const change = (shop: Shop, as: Person, body: object = { password, newPassword }) =>
  shop.call<SignedIn & { code?: string }>('POST /v1/auth/password', { as, body })
const refresh = async (shop: Shop, refreshToken: string) =>
  (await shop.call('POST /v1/auth/refresh', { body: { refreshToken } })).status
const signIn = async (shop: Shop, email: string, secret: string) =>
  (await shop.call('POST /v1/auth/sign-in', { body: { email, password: secret } })).status

test('a changed password ends all other sessions, and that of the request continues', async (t) => {
  const shop = await openShop(t)
  const laptop = await shop.person()
  const phone = await shop.signIn(laptop, 'phone')
  const { status, body, headers } = await change(shop, phone)
  assert.equal(status, 200)
  assert.match(headers.get('set-cookie') ?? '', /refresh_token=/)
  for (const { refreshToken } of [laptop, phone]) assert.notEqual(await refresh(shop, refreshToken), 200)
  for (const as of [laptop, phone]) assert.equal((await shop.call('GET /v1/me', { as })).status, 401)

  const { items } = (
    await shop.call<SessionList>('GET /v1/auth/sessions', { as: { ...phone, token: body.accessToken } })
  ).body
  assert.deepEqual(
    items.map(({ deviceId, isCurrent }) => [deviceId, isCurrent]),
    [['phone', true]],
  )
  assert.equal(await refresh(shop, body.refreshToken), 200)
  assert.deepEqual(
    [await signIn(shop, phone.email, password), await signIn(shop, phone.email, newPassword)],
    [401, 200],
  )
})

test('a password change needs the current password, and the new one has the rules of a sign-up', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  assert.equal((await change(shop, me, { password: 'not it', newPassword })).body.code, 'WRONG_PASSWORD')
  assert.equal((await change(shop, me, { password, newPassword: 'short' })).status, 400)
  assert.equal(await signIn(shop, me.email, password), 200)
})

test('of concurrent changes one succeeds, and wrong passwords of all routes count together', async (t) => {
  const shop = await openShop(t, { env: { PASSWORD_CHECKS_PER_MEMBER: '5' } })
  const me = await shop.person()
  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) => change(shop, me, { password, newPassword: `new password ${n}` })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)

  const other = await shop.person()
  const guess = { password: 'not the password' }
  for (let i = 0; i < 4; i++) assert.equal((await change(shop, other, { ...guess, newPassword })).status, 403)
  const withdraw = () => shop.call('POST /v1/me/withdraw', { as: other, body: guess })
  assert.deepEqual([(await withdraw()).status, (await withdraw()).status], [403, 429])
})

test('a member sees the open sessions, and ends one of them', async (t) => {
  const shop = await openShop(t)
  const [laptop, stranger] = [await shop.person(), await shop.person()]
  const phone = await shop.signIn(laptop, 'phone')
  const sessions = async () =>
    (await shop.call<SessionList>('GET /v1/auth/sessions', { as: phone })).body.items
  const [first, second, ...more] = await sessions()
  assert.deepEqual([first?.deviceId, first?.isCurrent, second?.isCurrent, more], ['phone', true, false, []])
  assert.ok(Date.parse(first!.createdAt) <= Date.parse(first!.lastUsedAt))

  const end = (as: Person, id: string) => shop.call(`DELETE /v1/auth/sessions/${id}`, { as })
  assert.equal((await end(stranger, second!.id)).body['code'], 'SESSION_NOT_FOUND')
  assert.equal((await end(phone, second!.id)).status, 204)
  assert.equal((await end(phone, second!.id)).body['code'], 'SESSION_NOT_FOUND')
  assert.equal(await refresh(shop, laptop.refreshToken), 401)
  assert.deepEqual((await sessions()).map(({ deviceId }) => deviceId), ['phone']) // prettier-ignore
  assert.equal(await refresh(shop, phone.refreshToken), 200)

  // Rows of an earlier generation of tokens are no sessions.
  await shop.sql`update refresh_tokens set token_generation = token_generation - 1 where member_id = ${phone.member.id}`
  assert.deepEqual(await sessions(), [])
})
