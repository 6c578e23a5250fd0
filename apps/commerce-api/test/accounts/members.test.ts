import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

const setRole = (shop: Shop, as: Person, id: number, role: string) =>
  shop.call(`POST /v1/admin/members/${id}/role`, { as, body: { role } })
const refresh = (shop: Shop, { refreshToken }: Person) =>
  shop.call('POST /v1/auth/refresh', { body: { refreshToken } })

test('a member can change the name and not the role', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  const renamed = await shop.call('PATCH /v1/me', { as: me, body: { name: ' 새 이름 ' } })
  assert.deepEqual(renamed.body, { ...me.member, name: '새 이름' })
  assert.deepEqual((await shop.call('GET /v1/me', { as: me })).body, renamed.body)

  const greedy = await shop.call('PATCH /v1/me', { as: me, body: { name: 'x', role: 'ADMIN' } })
  assert.deepEqual(greedy.body['errors'], [{ path: 'body.role', message: 'is not a known field' }])
})

test('a withdrawal blanks personal data, ends the sessions and frees the email address', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  const { email, password } = me
  const wrong = await shop.call('POST /v1/me/withdraw', { as: me, body: { password: 'not it at all' } })
  assert.deepEqual([wrong.status, wrong.body['code']], [403, 'WRONG_PASSWORD'])
  assert.equal((await shop.call('POST /v1/me/withdraw', { as: me, body: { password } })).status, 204)

  const signIn = await shop.call('POST /v1/auth/sign-in', { body: { email, password } })
  assert.equal(signIn.body['code'], 'WRONG_CREDENTIALS')
  assert.equal((await refresh(shop, me)).body['code'], 'REFRESH_INVALID')
  assert.equal((await shop.call('GET /v1/me', { as: me })).body['code'], 'UNAUTHENTICATED')
  assert.equal((await shop.call('PATCH /v1/me', { as: me, body: { name: 'x' } })).status, 401)
  const [row] = await shop.sql`select * from members where id = ${me.member.id}`
  assert.ok(!JSON.stringify(row).includes(email) && !JSON.stringify(row).includes(me.member.name))

  assert.equal((await shop.sql`select from refresh_tokens where member_id = ${me.member.id}`).length, 0)

  const again = await shop.call('POST /v1/auth/sign-up', { body: { email, password, name: '돌아온 사람' } })
  assert.equal(again.status, 201)
})

test('password checks of a signed-in member are limited', async (t) => {
  const shop = await openShop(t, { env: { PASSWORD_CHECKS_PER_MEMBER: '2' } })
  const [me, other] = [await shop.person(), await shop.person()]
  const guess = (as: Person) => shop.call('POST /v1/me/withdraw', { as, body: { password: 'a guess' } })
  assert.deepEqual(
    [(await guess(me)).status, (await guess(me)).status, (await guess(me)).status],
    [403, 403, 429],
  )
  assert.equal((await guess(other)).status, 403)
})

test('assigning a role ends the sessions, and the next token has the role', async (t) => {
  const shop = await openShop(t)
  const [admin, member] = [await shop.person('ADMIN'), await shop.person()]
  const { status, body } = await setRole(shop, admin, member.member.id, 'SELLER')
  assert.equal(status, 200)
  assert.deepEqual(body, { id: member.member.id, name: member.member.name, role: 'SELLER' })
  assert.equal((await refresh(shop, member)).body['code'], 'REFRESH_INVALID')

  const seller = await shop.signIn(member)
  assert.equal((await shop.call('GET /v1/seller/products', { as: seller })).status, 200)
  // Assigning the current role does not end the new session.
  assert.equal((await setRole(shop, admin, member.member.id, 'SELLER')).status, 200)
  assert.equal((await refresh(shop, seller)).status, 200)
})

test('an administrator cannot change the own role, and a former one is rejected also while the token is accepted', async (t) => {
  const shop = await openShop(t)
  const [admin, former, late, member] = [
    await shop.person('ADMIN'),
    await shop.person('ADMIN'),
    await shop.person('ADMIN'),
    await shop.person(),
  ]
  assert.equal((await setRole(shop, admin, admin.member.id, 'BUYER')).body['code'], 'OWN_ROLE')
  assert.equal((await setRole(shop, admin, former.member.id, 'BUYER')).status, 200)
  assert.equal((await setRole(shop, former, member.member.id, 'ADMIN')).body['code'], 'UNAUTHENTICATED')
  // As in a process that has not read the change yet.
  await shop.sql`update members set role = 'BUYER' where id = ${late.member.id}`
  assert.equal((await setRole(shop, late, member.member.id, 'ADMIN')).body['code'], 'FORBIDDEN')
  assert.equal((await setRole(shop, admin, 999_999, 'SELLER')).body['code'], 'MEMBER_NOT_FOUND')
})

test('a seller with published products keeps the role until they are removed', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const { id } = await shop.published(seller)
  const { password } = seller
  const leave = () => shop.call('POST /v1/me/withdraw', { as: seller, body: { password } })

  assert.equal((await setRole(shop, admin, seller.member.id, 'BUYER')).body['code'], 'PRODUCTS_ON_SALE')
  assert.equal((await leave()).body['code'], 'PRODUCTS_ON_SALE')
  await shop.call(`DELETE /v1/seller/products/${id}`, { as: seller })
  assert.equal((await leave()).status, 204)
})
