import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPassReader, createVerifier, signAccessToken, signPass } from '../src/index.ts'
import { buyer, keyRing } from './support/keys.ts'

test('a pass says whom it lets through to what and when, and is no access token', async (t) => {
  const { keys, file } = await keyRing(t)
  const read = createPassReader(file)
  const pass = { memberId: 7, resource: 'product:3', from: Date.now() + 500, until: Date.now() + 60_000 }
  const text = await signPass(keys, pass)
  assert.deepEqual(await read(text), pass)
  await assert.rejects(createVerifier({ jwks: file }).verify(text), { code: 'TOKEN_INVALID' })
  assert.equal(await read(await signAccessToken(keys, buyer, 60)), undefined)
})

test('what is changed, of other keys or no pass at all is worth nothing; an expired pass says until when it was valid', async (t) => {
  const { keys, file } = await keyRing(t)
  const read = createPassReader(file)
  const pass = { memberId: 7, resource: 'product:3', from: 0, until: Date.now() + 60_000 }
  const good = await signPass(keys, pass)
  const [head, , signature] = good.split('.')
  const forged = Buffer.from(JSON.stringify({ ...pass, sub: '8' })).toString('base64url')
  for (const text of [
    `${head}.${forged}.${signature}`,
    `${good.slice(0, -6)}AAAAAA`,
    '',
    'a.b.c',
    'x'.repeat(5_000),
  ]) {
    assert.equal(await read(text), undefined)
  }
  const over = { ...pass, until: Date.now() - 60_000 }
  assert.deepEqual(await read(await signPass(keys, over)), over)
})

test('a pass of another key ring is not worth more, and one of a new key is not rejected for good', async (t) => {
  const { keys, file } = await keyRing(t)
  const others = await keyRing(t)
  const read = createPassReader(file)
  const pass = { memberId: 7, resource: 'product:3', from: 0, until: Date.now() + 60_000 }
  assert.equal(await read(await signPass(others.keys, pass)), undefined)
  await keys.rotate()
  const renewed = await signPass(keys, pass)
  // Within the cooldown of the read that the first one caused.
  await assert.rejects(read(renewed), { code: 'UNAVAILABLE' })
  for (;;) {
    const found = await read(renewed).catch(() => undefined)
    if (found) break
    await new Promise(setImmediate)
  }
})
