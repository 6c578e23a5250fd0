import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { KeyRing } from '../src/index.ts'
import { folder, keyRing } from './support/keys.ts'

const kids = (ring: KeyRing) => ring.publicJwks().keys.map((key) => key.kid)

test('a missing file is created with one key that only its owner may read', async (t) => {
  const { file, keys } = await keyRing(t)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.equal((await stat(dirname(file))).mode & 0o777, 0o700)
  assert.deepEqual(await readdir(dirname(file)), ['signing.json'], 'no temporary file is left')
  assert.equal(keys.publicJwks().keys.length, 1)
})

test('loading twice gives the same key, and the public half has no private part', async (t) => {
  const { file, keys } = await keyRing(t)
  const again = await KeyRing.load(file)
  assert.deepEqual(again.publicJwks(), keys.publicJwks())
  assert.deepEqual(Object.keys(keys.publicJwks().keys[0]!).toSorted(), [
    'alg',
    'crv',
    'kid',
    'kty',
    'use',
    'x',
  ])
})

test('processes that create the file at the same moment end with one key', async (t) => {
  const file = join(await folder(t), 'shared.json')
  const source = new URL('../src/key-ring.ts', import.meta.url).href
  const script = `
    const { KeyRing } = await import(${JSON.stringify(source)})
    const rings = await Promise.all([1, 2, 3].map(() => KeyRing.load(${JSON.stringify(file)})))
    console.log(JSON.stringify(rings.map((ring) => ring.publicJwks().keys[0].kid)))`
  const run = promisify(execFile)
  const outputs = await Promise.all(
    [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '--eval', script])),
  )
  const loaded = outputs.flatMap(({ stdout }): unknown[] => JSON.parse(stdout))
  assert.equal(loaded.length, 9)
  assert.equal(new Set(loaded).size, 1)
  assert.deepEqual(await readdir(dirname(file)), ['shared.json'])
})

test('rotating puts a new key first and keeps the earlier ones until they are retired', async (t) => {
  const { file, keys } = await keyRing(t)
  const first = keys.publicJwks().keys[0]!.kid!
  const second = await keys.rotate()
  assert.deepEqual(kids(keys), [second, first])
  assert.deepEqual(kids(await KeyRing.load(file)), [second, first])
  assert.equal((await stat(file)).mode & 0o777, 0o600)

  await assert.rejects(keys.retire(second), /cannot be retired/)
  await keys.retire(first)
  assert.deepEqual(kids(await KeyRing.load(file)), [second])
})

test('rotations at the same time lose no key, not even with two rings on one file', async (t) => {
  const { file, keys } = await keyRing(t)
  const [second, third] = await Promise.all([keys.rotate(), keys.rotate()])
  const other = await KeyRing.load(file)
  const fourth = await other.rotate()
  const fifth = await keys.rotate()
  const all = kids(await KeyRing.load(file))
  assert.deepEqual(all.slice(0, 2), [fifth, fourth])
  assert.deepEqual(new Set(all.slice(2, 4)), new Set([second, third]))
  assert.equal(all.length, 5)
})

test('a file that is something else is rejected in words that do not quote it', async (t) => {
  const { file } = await keyRing(t)
  const good: { keys: Record<string, string>[] } = JSON.parse(await readFile(file, 'utf8'))
  const secret = good.keys[0]!['d']!
  const { d: _, ...publicOnly } = good.keys[0]!
  for (const text of [`{"keys": ["${secret}"`, JSON.stringify({ keys: [publicOnly] }), '{"keys":[]}', '']) {
    await writeFile(file, text)
    await assert.rejects(KeyRing.load(file), (error: Error) => {
      assert.match(error.message, /not a JWKS of private Ed25519 keys/)
      assert.ok(!error.message.includes(secret))
      assert.equal(error.cause, undefined)
      return true
    })
  }
})
