import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from '@munova/auth'
import type { SignedIn } from '@munova/commerce-contract'
import { openShop } from '../support/open-shop.ts'

const newcomer = { email: 'Kim@Munova.example', password: 'correct horse battery', name: ' 김가람 ' }

test('a new member has the role BUYER, and a role in the request is rejected', async (t) => {
  const shop = await openShop(t)

  const greedy = await shop.call('POST /v1/auth/sign-up', { body: { ...newcomer, role: 'ADMIN' } })
  assert.equal(greedy.status, 400)
  assert.deepEqual(greedy.body['errors'], [{ path: 'body.role', message: 'is not a known field' }])

  const { status, body } = await shop.call<SignedIn>('POST /v1/auth/sign-up', { body: newcomer })
  assert.equal(status, 201)
  assert.deepEqual(
    { ...body.member, id: 0, createdAt: '' },
    {
      id: 0,
      email: 'kim@munova.example',
      emailVerified: false,
      name: '김가람',
      role: 'BUYER',
      createdAt: '',
    },
  )
  assert.equal(body.expiresIn, 900)
})

test('what a new member agrees to is kept with its version and the time', async (t) => {
  const shop = await openShop(t)
  const consents = [
    { document: 'TERMS', version: 'own-1' },
    { document: 'PRIVACY', version: 'own-2' },
  ]
  const { body } = await shop.call<SignedIn>('POST /v1/auth/sign-up', { body: { ...newcomer, consents } })
  const kept = await shop.sql`
    select document, version, given_at > now() - interval '1 minute' as "isNew" from member_consents
    where member_id = ${body.member.id} order by document desc`
  assert.deepEqual([...kept], consents.map((consent) => ({ ...consent, isNew: true }))) // prettier-ignore
  const unknown = [{ document: 'MARKETING', version: '1' }]
  const other = { ...newcomer, email: 'other@munova.example', consents: unknown }
  assert.equal((await shop.call('POST /v1/auth/sign-up', { body: other })).status, 400)
  // Sent twice, it is one consent.
  const twice = { ...newcomer, email: 'twice@munova.example', consents: [consents[0], consents[0]] }
  assert.equal((await shop.call('POST /v1/auth/sign-up', { body: twice })).status, 201)
})

test('an access token is valid for a verifier with the published keys', async (t) => {
  const shop = await openShop(t)
  const { token, member } = await shop.person()
  const keys = await shop.call<{ keys: object[] }>('GET /.well-known/jwks.json')
  assert.match(keys.headers.get('cache-control') ?? '', /max-age=\d+/)
  assert.ok(keys.body.keys.every((key) => !('d' in key)))

  const identity = await createVerifier({ jwks: `${shop.url}/.well-known/jwks.json` }).verify(token)
  const { sessionId, ...rest } = identity
  assert.match(sessionId ?? '', /^[\da-f-]{36}$/)
  assert.deepEqual(
    { ...rest, expiresAt: 0 },
    { memberId: member.id, role: 'BUYER', name: member.name, generation: 0, expiresAt: 0 },
  )
})

test('of ten concurrent sign-ups with one email address, in upper and lower case, one succeeds', async (t) => {
  const shop = await openShop(t)
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      shop.call('POST /v1/auth/sign-up', {
        body: { ...newcomer, email: i % 2 ? newcomer.email : newcomer.email.toUpperCase() },
      }),
    ),
  )
  const outcomes = answers.map(({ status, body }) => (status === 201 ? 'won' : body['code']))
  assert.equal(outcomes.filter((outcome) => outcome === 'won').length, 1)
  assert.equal(outcomes.filter((outcome) => outcome === 'EMAIL_TAKEN').length, 9)
})

test('an unknown email address and a wrong password get the same response', async (t) => {
  const shop = await openShop(t)
  const { email } = await shop.person()
  const tries = [
    { email, password: 'not the password' },
    { email: 'nobody@munova.example', password: 'not the password' },
  ]
  const [wrong, unknown] = await Promise.all(
    tries.map(async (body) => {
      const answer = await shop.call('POST /v1/auth/sign-in', { body })
      return { status: answer.status, ...answer.body, requestId: '' }
    }),
  )
  assert.deepEqual(wrong, unknown)
  assert.equal(wrong?.status, 401)
})

test('the response names every invalid field, including text that PostgreSQL cannot store', async (t) => {
  const shop = await openShop(t)
  const { status, body } = await shop.call('POST /v1/auth/sign-up', {
    // Raw JSON with the escape of a lone surrogate.
    body: String.raw`{"email":"no address","password":"short","name":"\ud800","deviceId":"a b"}`,
  })
  assert.equal(status, 400)
  const errors = body['errors'] as { path: string }[]
  assert.deepEqual(
    errors.map(({ path }) => path),
    ['body.email', 'body.password', 'body.name', 'body.deviceId'],
  )
  const nul = await shop.call('POST /v1/auth/sign-up', { body: { ...newcomer, name: 'a\u0000b' } })
  assert.equal(nul.status, 400)
})
