import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test, type TestContext } from 'node:test'
import { createHttp, createLog, createMetrics } from '@munova/service'
import { z } from 'zod'
import { createVerifier, guard, type KeyRing, signAccessToken, type Role } from '../src/index.ts'
import { folder, keyRing } from './support/keys.ts'

async function shop(t: TestContext, jwks?: string) {
  const { file, keys } = await keyRing(t)
  const lines: string[] = []
  const log = createLog({
    name: 'shop',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  })
  const metrics = createMetrics('shop')
  const app = createHttp({
    name: 'shop',
    version: '1.0.0',
    log,
    metrics,
    readiness: () => ({}),
    bodyLimit: 1024,
    trustProxy: false,
  })
  const { requireMember, requireRole, admitVisitor } = guard(app, createVerifier({ jwks: jwks ?? file }))
  const reply = { response: { 200: z.object({ memberId: z.int().nullable() }) } }
  app.get('/me', { onRequest: requireMember, schema: reply }, (request) => ({
    memberId: request.member.memberId,
  }))
  app.post(
    '/sell',
    { onRequest: requireRole('SELLER', 'ADMIN'), schema: { body: z.object({}), ...reply } },
    (request) => ({
      memberId: request.member.memberId,
    }),
  )
  app.get('/products', { onRequest: [admitVisitor], schema: reply }, (request) => ({
    memberId: request.visitor?.memberId ?? null,
  }))
  app.get('/mistake', (request) => ({ memberId: request.member.memberId }))
  t.after(async () => {
    await app.close()
    metrics.close()
  })
  const token = (memberId: number, role: Role) => signAccessToken(keys, { memberId, role, name: 'n' }, 60)
  return { app, token, lines, keys }
}

test('a route for members knows who asks and rejects all others before reading their body', async (t) => {
  const { app, token } = await shop(t)
  const good = await app.inject({
    url: '/me',
    headers: { authorization: `bearer  ${await token(5, 'BUYER')}` },
  })
  assert.deepEqual(good.json(), { memberId: 5 })

  for (const authorization of [undefined, '', 'Bearer', 'Basic Zm9v', 'Bearer a b', 'Bearer x.y.z']) {
    const answer = await app.inject({
      url: '/me',
      headers: authorization === undefined ? {} : { authorization },
    })
    assert.equal(answer.statusCode, 401, authorization)
    assert.equal(answer.json<{ code: string }>().code, 'UNAUTHENTICATED')
    assert.equal(answer.headers['www-authenticate'], 'Bearer')
  }
  const unread = await app.inject({
    method: 'POST',
    url: '/sell',
    payload: '{broken',
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(unread.statusCode, 401)
})

test('identity comes from the token alone', async (t) => {
  const { app, token } = await shop(t)
  const answer = await app.inject({
    url: '/me?memberId=1&sub=1',
    headers: { authorization: `Bearer ${await token(5, 'BUYER')}`, 'x-member-id': '1' },
  })
  assert.deepEqual(answer.json(), { memberId: 5 })
})

test('a role is needed where one is asked for', async (t) => {
  const { app, token } = await shop(t)
  const sell = async (role: Role) => {
    const headers = { authorization: `Bearer ${await token(5, role)}` }
    return (await app.inject({ method: 'POST', url: '/sell', payload: {}, headers })).statusCode
  }
  assert.deepEqual([await sell('BUYER'), await sell('SELLER'), await sell('ADMIN')], [403, 200, 200])
})

test('an open route takes anybody, but not a bad token', async (t) => {
  const { app, token } = await shop(t)
  assert.deepEqual((await app.inject('/products')).json(), { memberId: null })
  const headers = { authorization: `Bearer ${await token(5, 'BUYER')}` }
  assert.deepEqual((await app.inject({ url: '/products', headers })).json(), { memberId: 5 })
  const bad = await app.inject({ url: '/products', headers: { authorization: 'Bearer x.y.z' } })
  assert.equal(bad.statusCode, 401)
})

test('an expired token says so, missing keys are not the client’s fault', async (t) => {
  const { app, keys } = await shop(t)
  const expired = await signAccessToken(keys, { memberId: 5, role: 'BUYER', name: 'n' }, -60)
  const late = await app.inject({ url: '/me', headers: { authorization: `Bearer ${expired}` } })
  assert.deepEqual([late.statusCode, late.json<{ code: string }>().code], [401, 'TOKEN_EXPIRED'])

  const { app: keyless, token } = await shop(t, `${await folder(t)}/none.json`)
  const away = await keyless.inject({
    url: '/me',
    headers: { authorization: `Bearer ${await token(5, 'BUYER')}` },
  })
  assert.deepEqual([away.statusCode, away.json<{ code: string }>().code], [503, 'UNAVAILABLE'])
  assert.equal(away.headers['retry-after'], '5')
})

test('tokens with unknown signing keys while the JWKS is away are one warning, without a stack', async (t) => {
  const known = await keyRing(t)
  const { app, lines } = await shop(t, known.file)
  const other = await keyRing(t)
  const get = async (keys: KeyRing) => {
    const token = await signAccessToken(keys, { memberId: 5, role: 'BUYER', name: 'n' }, 60)
    return (await app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } })).statusCode
  }
  assert.equal(await get(known.keys), 200)
  await rm(known.file)
  for (let n = 0; n < 20; n++) assert.equal(await get(other.keys), 503)
  assert.equal(await get(known.keys), 200)
  const warnings = lines.filter((line) => /"level":[4-6]0/.test(line))
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /"KEYS_UNAVAILABLE","the JWKS could not be read since/)
  assert.ok(!lines.join('').includes('"stack"'))
})

test('reading request.member without a guard is a mistake that answers 500, never somebody else', async (t) => {
  const { app, token } = await shop(t)
  const answer = await app.inject({
    url: '/mistake',
    headers: { authorization: `Bearer ${await token(5, 'BUYER')}` },
  })
  assert.equal(answer.statusCode, 500)
})

test('no token reaches the log', async (t) => {
  const { app, token, lines } = await shop(t)
  const good = await token(5, 'BUYER')
  for (const authorization of [`Bearer ${good}`, `Bearer ${good}x`]) {
    for (const url of ['/me', '/mistake', '/products']) await app.inject({ url, headers: { authorization } })
  }
  assert.ok(lines.length >= 6)
  for (const part of good.split('.').slice(1)) assert.ok(!lines.join('').includes(part))
})

test('the reference says which routes need a token and what they refuse', async (t) => {
  const { app } = await shop(t)
  type Operation = { security?: unknown; responses: Record<string, { description: string }> }
  const document = (await app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, Operation>>
  }>()
  const operation = (path: string, method: string) => document.paths[path]![method]!
  assert.deepEqual(operation('/me', 'get').security, [{ bearer: [] }])
  assert.match(operation('/me', 'get').responses['401']!.description, /UNAUTHENTICATED.*TOKEN_EXPIRED/s)
  assert.match(operation('/sell', 'post').responses['403']!.description, /FORBIDDEN/)
  assert.deepEqual(operation('/products', 'get').security, [{ bearer: [] }, {}])
  assert.equal(operation('/mistake', 'get').security, undefined)
})
