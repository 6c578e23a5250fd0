import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Member } from '@munova/commerce-contract'
import { metric, until } from '@munova/testing'
import { deleteExpiredMails } from '../../src/accounts/mail/delete-expired.ts'
import { CommerceConfig } from '../../src/config.ts'
import { openShop, password } from '../support/open-shop.ts'
import { openMailShop, publicUrl, type MailShop } from '../support/open-mail-shop.ts'

const newPassword = 'another horse battery'

const askReset = (shop: MailShop, email: string, headers: Record<string, string> = {}) =>
  shop.call('POST /v1/auth/password-reset', { body: { email }, headers })
const reset = (shop: MailShop, token: string, secret = newPassword) =>
  shop.call('POST /v1/auth/password-reset/confirm', { body: { token, newPassword: secret } })
const signIn = async (shop: MailShop, email: string, secret: string) =>
  (await shop.call('POST /v1/auth/sign-in', { body: { email, password: secret } })).status
const isVerified = async (shop: MailShop, as: Parameters<MailShop['signIn']>[0]) =>
  (await shop.call<Member>('GET /v1/me', { as })).body.emailVerified

test('parked mails are deleted after their time, at most a batch at once', async (t) => {
  const shop = await openShop(t)
  await shop.sql`
    insert into mails (kind, parked_at) select 'RESET_PASSWORD', now() - interval '9 days' from generate_series(1, 3)`
  await shop.sql`insert into mails (kind, parked_at) values ('RESET_PASSWORD', now())`
  const config = CommerceConfig.parse({ DATABASE_URL: shop.databaseUrl, MAIL_SWEEP_BATCH: '2' })
  const left = async () => (await shop.sql`select from mails`).length
  assert.equal(await deleteExpiredMails({ sql: shop.sql, config }), 'more')
  assert.equal(await left(), 2)
  assert.equal(await deleteExpiredMails({ sql: shop.sql, config }), undefined)
  assert.equal(await left(), 1)
})

test('a sign-up mails a link that verifies the address, once', async (t) => {
  const shop = await openMailShop(t)
  const me = await shop.person()
  assert.equal(await isVerified(shop, me), false)
  const mail = await shop.mailTo(me.email)
  assert.match(mail.subject, /^\[MUNOVA\] /)
  assert.ok(
    mail.text.includes(`${publicUrl}/verify-email#token=`),
    'in the fragment: no server and no Referer gets it',
  )
  const token = /#token=([\w-]+)/.exec(mail.text)![1]!
  const verify = (secret: string) => shop.call('POST /v1/auth/verify-email', { body: { token: secret } })
  assert.equal((await verify('A'.repeat(43))).body['code'], 'LINK_INVALID')
  assert.equal((await reset(shop, token)).body['code'], 'LINK_INVALID', 'a token has one purpose')
  assert.equal((await verify(token)).status, 204)
  assert.equal((await verify(token)).body['code'], 'LINK_INVALID')
  assert.equal(await isVerified(shop, me), true)
  await shop.call('POST /v1/me/email/verification', { as: me })
  await shop.allSent()
  assert.equal(shop.mailbox.mails.length, 1, 'a verified address gets no further mail')
})

test('a password is reset once with a mailed link, which ends all sessions and voids other links', async (t) => {
  const shop = await openMailShop(t)
  const me = await shop.person()
  await shop.mailTo(me.email)
  for (let i = 0; i < 2; i++) assert.equal((await askReset(shop, me.email.toUpperCase())).status, 202)
  const [one, other] = [await shop.tokenTo(me.email), await shop.tokenTo(me.email)]
  await shop.allSent()
  const stored = JSON.stringify([
    await shop.sql`select * from mails`,
    await shop.sql`select * from mailed_tokens`,
  ])
  assert.ok(!stored.includes(one))
  assert.equal((await reset(shop, one, 'short')).status, 400)
  const outcomes = await Promise.all([
    reset(shop, one),
    reset(shop, other, `${newPassword} 2`),
    reset(shop, one),
  ])
  assert.deepEqual(outcomes.map(({ status }) => String(status)).toSorted(), ['204', '400', '400'])
  for (const token of [one, other]) assert.equal((await reset(shop, token)).body['code'], 'LINK_INVALID')
  assert.equal((await shop.call('GET /v1/me', { as: me })).status, 401)
  assert.equal(
    (await shop.call('POST /v1/auth/refresh', { body: { refreshToken: me.refreshToken } })).status,
    401,
  )
  assert.equal(await signIn(shop, me.email, password), 401)
  assert.equal(await isVerified(shop, await signedInAgain(shop, me)), true, 'who has the link reads the mail')
})

async function signedInAgain(shop: MailShop, me: Parameters<MailShop['signIn']>[0]) {
  for (const secret of [newPassword, `${newPassword} 2`]) {
    const { status, body } = await shop.call<{ accessToken: string }>('POST /v1/auth/sign-in', {
      body: { email: me.email, password: secret },
    })
    if (status === 200) return { ...me, token: body.accessToken }
  }
  throw new Error('neither password was set')
}

test('nobody learns who has an address, and suspended and withdrawn members get nothing', async (t) => {
  const shop = await openMailShop(t)
  const [admin, me, gone] = [await shop.person('ADMIN'), await shop.person(), await shop.person()]
  await shop.mailTo(admin.email)
  await shop.allSent()
  await shop.call(`POST /v1/admin/members/${me.member.id}/suspend`, { as: admin, body: { reason: 'x' } })
  await shop.call('POST /v1/me/withdraw', { as: gone, body: { password } })
  const before = shop.mailbox.mails.length
  const answers = []
  for (const email of [me.email, gone.email, 'nobody@munova.example'])
    answers.push(await askReset(shop, email, { host: 'evil.example', 'x-forwarded-host': 'evil.example' }))
  for (const { status, body } of answers) assert.deepEqual([status, body], [202, null])
  await shop.allSent()
  assert.equal(shop.mailbox.mails.length, before)
  await askReset(shop, admin.email, { 'x-forwarded-host': 'evil.example' })
  assert.ok(!(await shop.mailTo(admin.email)).text.includes('evil.example'))
})

test('a link that has expired, or whose member was suspended since, is void', async (t) => {
  const shop = await openMailShop(t)
  const [admin, me] = [await shop.person('ADMIN'), await shop.person()]
  await shop.mailTo(me.email)
  await askReset(shop, me.email)
  const token = await shop.tokenTo(me.email)
  await shop.sql`update mailed_tokens set expires_at = now() - interval '1 second' where member_id = ${me.member.id}`
  assert.equal((await reset(shop, token)).body['code'], 'LINK_INVALID')
  await shop.sql`update mailed_tokens set expires_at = now() + interval '1 hour' where member_id = ${me.member.id}`
  await shop.call(`POST /v1/admin/members/${me.member.id}/suspend`, { as: admin, body: { reason: 'x' } })
  assert.equal((await reset(shop, token)).body['code'], 'LINK_INVALID')
})

test('an address changes with a link to the new one, and the former one is informed', async (t) => {
  const shop = await openMailShop(t)
  const me = await shop.person()
  await shop.mailTo(me.email)
  const ask = (body: object) => shop.call('POST /v1/me/email', { as: me, body })
  const email = 'new-address@munova.example'
  assert.equal((await ask({ email, password: 'not it' })).body['code'], 'WRONG_PASSWORD')
  assert.equal((await ask({ email, password })).status, 202)
  const token = await shop.tokenTo(email)
  const confirm = () => shop.call('POST /v1/auth/change-email', { body: { token } })
  assert.deepEqual([(await confirm()).status, (await confirm()).body['code']], [204, 'LINK_INVALID'])
  assert.match((await shop.mailTo(me.email)).subject, /변경되었습니다/)
  assert.deepEqual([await signIn(shop, me.email, password), await signIn(shop, email, password)], [401, 200])
  assert.equal(await isVerified(shop, me), true)
})

test('of two members who change to one address at the same time one gets it, and a taken one gets no mail', async (t) => {
  const shop = await openMailShop(t)
  const people = [await shop.person(), await shop.person()]
  const email = 'wanted@munova.example'
  for (const as of people) await shop.call('POST /v1/me/email', { as, body: { email, password } })
  const tokens = [await shop.tokenTo(email), await shop.tokenTo(email)]
  const answers = await Promise.all(
    tokens.map((token) =>
      shop.call<{ code?: string } | undefined>('POST /v1/auth/change-email', { body: { token } }),
    ),
  )
  assert.deepEqual(answers.map(({ status, body }) => body?.code ?? String(status)).toSorted(), ['204', 'EMAIL_TAKEN']) // prettier-ignore
  await shop.allSent()
  const before = shop.mailbox.mails.length
  const third = await shop.person()
  await shop.mailTo(third.email)
  assert.equal((await shop.call('POST /v1/me/email', { as: third, body: { email, password } })).status, 202)
  await shop.allSent()
  assert.equal(shop.mailbox.mails.length, before + 1)
})

test('a changed password voids links that were asked for before', async (t) => {
  const shop = await openMailShop(t)
  const me = await shop.person()
  await shop.call('POST /v1/me/email', { as: me, body: { email: 'thief@munova.example', password } })
  const token = await shop.tokenTo('thief@munova.example')
  await shop.call('POST /v1/auth/password', { as: me, body: { password, newPassword } })
  const { body } = await shop.call('POST /v1/auth/change-email', { body: { token } })
  assert.equal(body['code'], 'LINK_INVALID')
})

test('mails to one address, and those that one sender asks for, are limited', async (t) => {
  const shop = await openMailShop(t, { env: { MAILS_PER_RECIPIENT: '2', MAILS_PER_SENDER: '4' } })
  const victim = 'nobody@munova.example'
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await askReset(shop, victim)).status)
  assert.deepEqual(statuses, [202, 202, 429])
  assert.equal((await askReset(shop, 'a@munova.example')).status, 202)
  assert.equal((await askReset(shop, 'b@munova.example')).status, 202)
  assert.equal((await askReset(shop, 'c@munova.example')).status, 429)
  // A sign-up with that address succeeds, without a mail.
  const body = { email: victim, password, name: '사람' }
  assert.equal((await shop.call('POST /v1/auth/sign-up', { body })).status, 201)
  await shop.allSent()
  assert.equal((await shop.sql`select from mailed_tokens where email = ${victim}`).length, 0)
})

test('while the mail server is away mails wait, and none is counted as rejected', async (t) => {
  const shop = await openMailShop(t, { env: { MAIL_RETRY_MAX_MS: '40' } })
  await shop.mailbox.close()
  const me = await shop.person()
  const row = await until(async () => (await shop.sql`select * from mails where deferrals >= 6`)[0], {
    what: 'deferrals',
  })
  assert.deepEqual([row['rejections'], row['recipient'], row['parked_at']], [0, me.email, null])
})

test('a mail that the server rejects is parked without its address, and holds up no other', async (t) => {
  const shop = await openMailShop(t, {
    env: { MAIL_REJECTIONS: '2' },
    reject: (address) =>
      address.startsWith('bad') ? { code: 550, text: `no mailbox ${address}` } : undefined,
  })
  await shop.call('POST /v1/auth/sign-up', {
    body: { email: 'bad@munova.example', password, name: '사람' },
  })
  const me = await shop.person()
  await shop.mailTo(me.email)
  const row = await until(async () => (await shop.sql`select * from mails where parked_at is not null`)[0], {
    what: 'a parked mail',
  })
  assert.deepEqual([row['rejections'], row['recipient']], [2, null])
  await until(async () => (await metric(shop.url, 'commerce_mails_parked')) === 1, { what: 'the metric' })
})

test('a temporary rejection is repeated until it ends', async (t) => {
  let rejections = 0
  const shop = await openMailShop(t, {
    env: { MAIL_REJECTIONS: '1' },
    reject: () => (++rejections <= 3 ? { code: 451, text: 'later' } : undefined),
  })
  const me = await shop.person()
  await shop.mailTo(me.email)
  assert.equal(rejections, 4)
})

test('without SMTP_URL nothing is stored, and routes that mail say so', async (t) => {
  const shop = await openShop(t)
  const me = await shop.person()
  const answer = await shop.call('POST /v1/auth/password-reset', { body: { email: me.email } })
  assert.deepEqual([answer.status, answer.body['code']], [503, 'MAIL_NOT_CONFIGURED'])
  assert.equal((await shop.sql`select from mails`).length, 0)
})
