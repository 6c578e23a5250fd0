import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { JWTPayload } from 'jose'
import { AuthError, createVerifier, signAccessToken, type KeyRing, type Verifier } from '../src/index.ts'
import { buyer, folder, keyRing } from './support/keys.ts'

const seconds = () => Math.floor(Date.now() / 1000)
const good = (): JWTPayload => ({
  iss: 'munova',
  aud: 'munova',
  sub: '7',
  role: 'BUYER',
  name: 'a',
  iat: seconds(),
  exp: seconds() + 60,
})

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function rejected(promise: Promise<unknown>, code: string): Promise<void> {
  return assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof AuthError)
    assert.equal(error.code, code)
    return true
  })
}

/** A JWKS over HTTP that counts how often it is read and can be switched off. */
async function jwksServer(t: TestContext, keys: KeyRing) {
  const state = {
    reads: 0,
    down: false,
    stuck: false,
    release: () => {},
    body: (): string => JSON.stringify(keys.publicJwks()),
  }
  const server = createServer((_request, response) => {
    state.reads += 1
    const respond = () =>
      void response
        .writeHead(state.down ? 503 : 200, { 'content-type': 'application/json' })
        .end(state.body())
    if (state.stuck) state.release = respond
    else respond()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { state, url: `http://127.0.0.1:${port}/.well-known/jwks.json` }
}

test('a token identifies the member, until it expires', async (t) => {
  const { file, keys } = await keyRing(t)
  const from = Date.now()
  const token = await signAccessToken(keys, { memberId: 42, role: 'SELLER', name: '홍길동' }, 60)
  const until = Date.now()
  const { expiresAt, ...who } = await createVerifier({ jwks: file }).verify(token)
  assert.deepEqual(who, { memberId: 42, role: 'SELLER', name: '홍길동', generation: 0 })
  // In whole seconds, which is what a token has.
  assert.ok(expiresAt >= from + 59_000 && expiresAt <= until + 61_000)
})

test('tokens that are not ours are rejected, whatever they claim', async (t) => {
  const { file, keys } = await keyRing(t)
  const { keys: strangers } = await keyRing(t)
  const verifier = createVerifier({ jwks: file })
  const token = await keys.sign(good())
  const [head, body, signature] = token.split('.') as [string, string, string]
  const { kid, x } = keys.publicJwks().keys[0]!

  const hmacHead = encoded({ alg: 'HS256', typ: 'JWT', kid })
  const hmacKeys = [
    Buffer.from(x!, 'base64url'),
    Buffer.from(x!),
    Buffer.from(JSON.stringify(keys.publicJwks())),
  ]
  const withPublicKeyAsSecret = hmacKeys.map(
    (key) =>
      `${hmacHead}.${body}.${createHmac('sha256', key).update(`${hmacHead}.${body}`).digest('base64url')}`,
  )
  const forged: Record<string, string> = {
    'signed by a stranger': await strangers.sign(good()),
    'with a stranger signature under our key id': `${head}.${body}.${(await strangers.sign(good())).split('.')[2]}`,
    'alg none': `${encoded({ alg: 'none', kid })}.${body}.`,
    'alg none with a signature': `${encoded({ alg: 'none', kid })}.${body}.${signature}`,
    'HS256 with the public key, raw': withPublicKeyAsSecret[0]!,
    'HS256 with the public key, text': withPublicKeyAsSecret[1]!,
    'HS256 with the JWKS': withPublicKeyAsSecret[2]!,
    'a key in its own header': `${encoded({ alg: 'EdDSA', jwk: strangers.publicJwks().keys[0] })}.${body}.${signature}`,
    'no key id': `${encoded({ alg: 'EdDSA' })}.${body}.${signature}`,
    'another body': `${head}.${encoded({ ...good(), role: 'ADMIN' })}.${signature}`,
    'an unknown critical header': `${encoded({ alg: 'EdDSA', kid, crit: ['x'], x: 1 })}.${body}.${signature}`,
    'two parts': `${head}.${body}`,
    empty: '',
    rubbish: '\u0000\uD800..',
    'ten thousand characters': `${token}${'A'.repeat(10_000)}`,
  }
  for (const [what, forgery] of Object.entries(forged)) {
    await rejected(verifier.verify(forgery), 'TOKEN_INVALID').catch((error: unknown) => {
      throw new Error(`accepted or misnamed: ${what}`, { cause: error })
    })
  }
  await verifier.verify(token)
})

test('a good signature does not help claims that are wrong or missing', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = createVerifier({ jwks: file })
  const wrong: [string, JWTPayload][] = [
    ['another audience', { aud: 'other' }],
    ['another issuer', { iss: 'other' }],
    ['not valid yet', { nbf: seconds() + 600 }],
    ['a role we do not have', { role: 'ROOT' }],
    ['a name that is no text', { name: 5 }],
    ...['0', '-1', '1.5', '01', '1e3', ' 7', '9007199254740993', '9'.repeat(30), 'x', ''].map(
      (sub): [string, JWTPayload] => [`member id ${sub}`, { sub }],
    ),
  ]
  for (const [what, claims] of wrong) {
    const token = await keys.sign({ ...good(), ...claims })
    await assert.rejects(verifier.verify(token), { code: 'TOKEN_INVALID' }, what)
  }
  for (const claim of ['iss', 'aud', 'sub', 'role', 'name', 'exp', 'iat']) {
    const { [claim]: _, ...rest } = good()
    await assert.rejects(
      verifier.verify(await keys.sign(rest)),
      { code: 'TOKEN_INVALID' },
      `without ${claim}`,
    )
  }
  assert.equal(
    (await verifier.verify(await keys.sign({ ...good(), sub: '9007199254740991' }))).memberId,
    2 ** 53 - 1,
  )
})

test('an expired token has an error of its own, but only when all else about it is right', async (t) => {
  const { file, keys } = await keyRing(t)
  const { keys: strangers } = await keyRing(t)
  const verifier = createVerifier({ jwks: file, leewaySeconds: 2, cooldownMs: 0 })
  const late = { ...good(), iat: seconds() - 90, exp: seconds() - 30 }
  await rejected(verifier.verify(await keys.sign(late)), 'TOKEN_EXPIRED')
  await rejected(verifier.verify(await strangers.sign(late)), 'TOKEN_INVALID')
  await rejected(verifier.verify(await keys.sign({ ...late, aud: 'other' })), 'TOKEN_INVALID')
  await verifier.verify(await keys.sign({ ...good(), exp: seconds() - 1 }))
})

test('after a rotation new and old tokens are good without a restart, from a file and from a URL', async (t) => {
  const { file, keys } = await keyRing(t)
  const { url } = await jwksServer(t, keys)
  for (const jwks of [file, url]) {
    const verifier = createVerifier({ jwks, cooldownMs: 0 })
    const old = await signAccessToken(keys, buyer, 60)
    await verifier.verify(old)
    await keys.rotate()
    await verifier.verify(await signAccessToken(keys, buyer, 60))
    await verifier.verify(old)
  }
})

test('a retired key stops working once the keys are read again', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = createVerifier({ jwks: file, cooldownMs: 0, refreshMs: 3_600_000 })
  const old = await signAccessToken(keys, buyer, 60)
  await verifier.verify(old)
  const first = keys.publicJwks().keys[0]!.kid!
  await keys.rotate()
  await keys.retire(first)
  await verifier.verify(await signAccessToken(keys, buyer, 60))
  await rejected(verifier.verify(old), 'TOKEN_INVALID')
})

test('a file of public keys only is enough, beside keys of other kinds', async (t) => {
  const { keys } = await keyRing(t)
  const file = join(await folder(t), 'public.json')
  await writeFile(
    file,
    JSON.stringify({ keys: [{ kty: 'RSA', kid: 'r', n: 'AQ', e: 'AQAB' }, ...keys.publicJwks().keys] }),
  )
  await createVerifier({ jwks: file }).verify(await signAccessToken(keys, buyer, 60))
})

test('the last known keys stay in use while their owner is away', async (t) => {
  const { keys } = await keyRing(t)
  const { state, url } = await jwksServer(t, keys)
  const verifier = createVerifier({ jwks: url, cooldownMs: 0, refreshMs: 0 })
  const token = await signAccessToken(keys, buyer, 60)
  await verifier.verify(token)
  state.down = true
  const { keys: strangers } = await keyRing(t)
  for (let i = 0; i < 5; i += 1) {
    await verifier.verify(token)
    // Its key may be one that was published since the last successful read.
    await rejected(verifier.verify(await signAccessToken(strangers, buyer, 60)), 'KEYS_UNAVAILABLE')
  }
  state.down = false
  await keys.rotate()
  await verifier.verify(await signAccessToken(keys, buyer, 60))
})

test('a token of a new key within the cooldown, or while the keys cannot be read, is not rejected for good', async (t) => {
  const { keys } = await keyRing(t)
  const { state, url } = await jwksServer(t, keys)
  const { keys: strangers } = await keyRing(t)
  const junk = await signAccessToken(strangers, buyer, 60)
  const verifier = createVerifier({ jwks: url, cooldownMs: 300 })
  const token = await signAccessToken(keys, buyer, 60)
  // The look-up that this causes begins the cooldown.
  await rejected(verifier.verify(junk), 'TOKEN_INVALID')
  await keys.rotate()
  const renewed = await signAccessToken(keys, buyer, 60)
  await rejected(verifier.verify(renewed), 'KEYS_UNAVAILABLE')
  await verifier.verify(token)
  await rejected(verifier.verify(junk), 'TOKEN_INVALID')
  await eventuallyVerified(verifier, renewed)

  await keys.rotate()
  state.down = true
  const offline = await signAccessToken(keys, buyer, 60)
  await rejected(verifier.verify(offline), 'KEYS_UNAVAILABLE')
  state.down = false
  await eventuallyVerified(verifier, offline)
})

test('a token of a known key does not wait for the keys to be read again', async (t) => {
  const { keys } = await keyRing(t)
  const { state, url } = await jwksServer(t, keys)
  const verifier = createVerifier({ jwks: url, cooldownMs: 0, refreshMs: 0, timeoutMs: 60_000 })
  const token = await signAccessToken(keys, buyer, 60)
  await verifier.verify(token)
  state.stuck = true
  const { keys: strangers } = await keyRing(t)
  const foreign = rejected(verifier.verify(await signAccessToken(strangers, buyer, 60)), 'TOKEN_INVALID')
  while (state.reads < 2) await new Promise(setImmediate)
  for (let i = 0; i < 5; i += 1) await verifier.verify(token)
  assert.equal(state.reads, 2, 'one read at a time')
  state.release()
  await foreign
})

test('a storm of unknown key ids reads the keys once, also while their owner fails', async (t) => {
  const { keys } = await keyRing(t)
  const { keys: strangers } = await keyRing(t)
  for (const down of [false, true]) {
    const { state, url } = await jwksServer(t, keys)
    state.down = down
    const verifier = createVerifier({ jwks: url, cooldownMs: 60_000 })
    const foreign = await signAccessToken(strangers, buyer, 60)
    await Promise.all(
      Array.from({ length: 100 }, () =>
        rejected(verifier.verify(foreign), down ? 'KEYS_UNAVAILABLE' : 'TOKEN_INVALID'),
      ),
    )
    await rejected(verifier.verify(foreign), down ? 'KEYS_UNAVAILABLE' : 'TOKEN_INVALID')
    assert.equal(state.reads, 1)
  }
})

test('without any keys the answer is KEYS_UNAVAILABLE, and good as soon as they are there', async (t) => {
  const { file, keys } = await keyRing(t)
  const later = join(await folder(t), 'later.json')
  const token = await signAccessToken(keys, buyer, 60)
  const verifier = createVerifier({ jwks: later, cooldownMs: 0 })
  await rejected(verifier.verify(token), 'KEYS_UNAVAILABLE')
  await writeFile(later, 'not JSON')
  await rejected(verifier.verify(token), 'KEYS_UNAVAILABLE')
  await copyFile(file, later)
  await verifier.verify(token)
})

test('a JWKS that is huge, endless or not JSON takes the keys away from nobody', async (t) => {
  const { keys } = await keyRing(t)
  const { state, url } = await jwksServer(t, keys)
  const token = await signAccessToken(keys, buyer, 60)
  const verifier = createVerifier({ jwks: url, cooldownMs: 0, refreshMs: 0, timeoutMs: 500 })
  await verifier.verify(token)
  for (const body of ['{', '[]', '{"keys":[]}', '{"keys":[]}'.padEnd(1_000_000), 'null']) {
    state.body = () => body
    await verifier.verify(token)
  }
  const stuck = createServer(() => {})
  stuck.listen(0, '127.0.0.1')
  await once(stuck, 'listening')
  t.after(() => {
    stuck.closeAllConnections()
    stuck.close()
  })
  const { port } = stuck.address() as AddressInfo
  const waiting = createVerifier({ jwks: `http://127.0.0.1:${port}/`, timeoutMs: 50 })
  await rejected(waiting.verify(token), 'KEYS_UNAVAILABLE')
})

test('an error never carries the token', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = createVerifier({ jwks: file })
  const token = await keys.sign({ ...good(), aud: 'other' })
  const error: unknown = await verifier.verify(token).catch((caught: unknown) => caught)
  assert.ok(error instanceof AuthError)
  const logged = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
  for (const part of token.split('.')) assert.ok(!logged.includes(part))
})

/** Repeats as a client does that was told to come back. */
async function eventuallyVerified(verifier: Verifier, token: string): Promise<void> {
  for (;;) {
    try {
      await verifier.verify(token)
      return
    } catch (error) {
      assert.equal((error as AuthError).code, 'KEYS_UNAVAILABLE')
      await new Promise(setImmediate)
    }
  }
}
