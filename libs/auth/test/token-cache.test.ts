import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createMetrics } from '@munova/service'
import { createVerifier, signAccessToken, type VerifierOptions } from '../src/index.ts'
import { buyer, folder, keyRing } from './support/keys.ts'

/** A verifier, and how many signatures it has checked. */
function watched(t: TestContext, options: Omit<VerifierOptions, 'metrics'>) {
  const metrics = createMetrics('shop')
  t.after(() => metrics.close())
  const valueOf = async (name: string) =>
    (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value
  return {
    ...createVerifier({ ...options, metrics }),
    checks: () => valueOf('shop_token_checks_total'),
    cached: () => valueOf('shop_cached_tokens'),
  }
}

test('the signature of an accepted token is checked once', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = watched(t, { jwks: file })
  const token = await signAccessToken(keys, buyer, 60)
  const first = await verifier.verify(token)
  for (let i = 0; i < 10; i++) assert.deepEqual(await verifier.verify(token), first)
  assert.equal(await verifier.checks(), 1)
})

test('a text that differs from an accepted token in one character is verified, and never cached', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = watched(t, { jwks: file })
  const token = await signAccessToken(keys, buyer, 60)
  await verifier.verify(token)
  const at = token.lastIndexOf('.') + 10
  const forged = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
  for (let i = 0; i < 3; i++) await assert.rejects(verifier.verify(forged), { code: 'TOKEN_INVALID' })
  assert.equal(await verifier.checks(), 4)
  assert.equal(await verifier.cached(), 1)
})

test('a token that was accepted expires all the same', async (t) => {
  const { file, keys } = await keyRing(t)
  t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 })
  const verifier = watched(t, { jwks: file, leewaySeconds: 2 })
  const token = await signAccessToken(keys, buyer, 60)
  await verifier.verify(token)
  t.mock.timers.tick(61_999)
  await verifier.verify(token)
  t.mock.timers.tick(1)
  await assert.rejects(verifier.verify(token), { code: 'TOKEN_EXPIRED' })
  assert.equal(await verifier.cached(), 0)
})

test('reading the same keys again keeps the cache, another key by the same id drops its tokens', async (t) => {
  const { keys } = await keyRing(t)
  const { keys: others } = await keyRing(t)
  const file = join(await folder(t), 'public.json')
  const [ours, theirs] = [keys.publicJwks().keys[0]!, others.publicJwks().keys[0]!]
  await writeFile(file, JSON.stringify({ keys: [ours] }))
  const verifier = watched(t, { jwks: file, cooldownMs: 0 })
  const token = await signAccessToken(keys, buyer, 60)
  await verifier.verify(token)
  const readAgain = async () =>
    assert.rejects(verifier.verify(await signAccessToken(others, buyer, 60)), { code: 'TOKEN_INVALID' })
  await readAgain()
  await verifier.verify(token)
  assert.equal(await verifier.checks(), 1)
  await writeFile(file, JSON.stringify({ keys: [{ ...theirs, kid: ours.kid }] }))
  await readAgain()
  await assert.rejects(verifier.verify(token), { code: 'TOKEN_INVALID' })
})

test('as many tokens as allowed are cached; the oldest is evicted and checked again', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = watched(t, { jwks: file, cacheSize: 3 })
  const tokens = await Promise.all(Array.from({ length: 5 }, () => signAccessToken(keys, buyer, 60)))
  for (const token of tokens) await verifier.verify(token)
  assert.equal(await verifier.cached(), 3)
  for (const token of tokens.slice(2)) await verifier.verify(token)
  assert.equal(await verifier.checks(), 5)
  await verifier.verify(tokens[0]!)
  assert.equal(await verifier.checks(), 6)
  assert.equal(await verifier.cached(), 3)
})

test('without a cache every signature is checked', async (t) => {
  const { file, keys } = await keyRing(t)
  const verifier = watched(t, { jwks: file, cacheSize: 0 })
  const token = await signAccessToken(keys, buyer, 60)
  for (let i = 0; i < 3; i++) await verifier.verify(token)
  assert.equal(await verifier.checks(), 3)
})
