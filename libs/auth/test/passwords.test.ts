import assert from 'node:assert/strict'
import { test } from 'node:test'
import pLimit from 'p-limit'
import { Problem } from '@munova/service'
import { hashPassword, needsRehash, verifyPassword } from '../src/index.ts'
import { parsePhc } from '../src/phc.ts'

test('a password fits its own hash and no other does', async () => {
  const hash = await hashPassword('munova-demo-1234')
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.equal(await verifyPassword('munova-demo-1234', hash), true)
  assert.equal(await verifyPassword('munova-demo-1235', hash), false)
  assert.equal(await verifyPassword('', hash), false)
  assert.notEqual(await hashPassword('munova-demo-1234'), hash, 'each hash has its own salt')
})

test('a hash made elsewhere with the reference implementation is understood', async () => {
  // argon2 command line of the reference implementation: password "password", salt "somesalt", -id -t 2 -m 16 -p 1.
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await verifyPassword('password', hash), true)
  assert.equal(await verifyPassword('passwore', hash), false)
  assert.equal(needsRehash(hash), true)
})

test('Korean typed composed or decomposed is one password', async () => {
  const hash = await hashPassword('비밀번호'.normalize('NFD'))
  assert.equal(await verifyPassword('비밀번호'.normalize('NFC'), hash), true)
})

test('a planted hash cannot ask for more memory or time than ours', async () => {
  const [salt, tag] = ['c29tZXNhbHQ', 'A'.repeat(43)]
  const hostile = [
    `$argon2id$v=19$m=4194304,t=2,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=99999999999,t=2,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=19456,t=999,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=19456,t=2,p=64$${salt}$${tag}`,
    `$argon2id$v=19$m=8,t=2,p=4$${salt}$${tag}`,
    `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${'A'.repeat(100_000)}`,
    `$argon2id$v=19$m=19456,t=2,p=1$AA$${tag}`,
    `$argon2i$v=19$m=19456,t=2,p=1$${salt}$${tag}`,
    `$argon2id$v=16$m=19456,t=2,p=1$${salt}$${tag}`,
    '$2b$12$abcdefghijklmnopqrstuu',
    '',
  ]
  for (const hash of hostile) {
    assert.equal(parsePhc(hash), undefined, hash.slice(0, 60))
    assert.equal(needsRehash(hash), true)
  }
  assert.equal(await verifyPassword('password', hostile[0]), false)
})

test('the stand-in hash of unknown accounts has no password, not even when stored', async () => {
  const zeros = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`
  assert.equal(await verifyPassword('', zeros), false)
})

test('a password of a megabyte is rejected, not hashed', async () => {
  await assert.rejects(hashPassword('x'.repeat(1_000_000)), RangeError)
  assert.equal(await verifyPassword('가'.repeat(1_000), await hashPassword('x')), false)
})

test('needsRehash is false for a hash of today', async () => {
  assert.equal(needsRehash(await hashPassword('x')), false)
})

test('a flood is answered UNAVAILABLE with a time to come back, and those who got in are served', async () => {
  const flood = await Promise.allSettled(Array.from({ length: 110 }, () => hashPassword('x')))
  const rejected = flood.filter((outcome) => outcome.status === 'rejected')
  assert.equal(flood.length - rejected.length, 103)
  for (const { reason } of rejected) {
    assert.ok(reason instanceof Problem)
    assert.deepEqual([reason.code, reason.status, reason.retryAfterMs], ['UNAVAILABLE', 503, 1_000])
  }
  assert.equal(await verifyPassword('x', await hashPassword('x')), true, 'it works again afterwards')
})

test('without an account the answer is false, and takes a derivation as any other', async () => {
  // The second stranger finds the queue full, in which the first one has a place.
  const flood = [
    verifyPassword('anything', undefined),
    ...Array.from({ length: 102 }, () => hashPassword('x')),
    verifyPassword('anything', undefined),
  ]
  const outcomes = await Promise.allSettled(flood)
  assert.deepEqual(outcomes[0], { status: 'fulfilled', value: false })
  assert.deepEqual([...new Set(outcomes.slice(1, -1).map(({ status }) => status))], ['fulfilled'])
  assert.equal(outcomes.at(-1)?.status, 'rejected')
})

test('no more jobs run at a time than may, also when some fail and newcomers push in', async () => {
  const limit = pLimit(2)
  let running = 0
  let most = 0
  const job = async (fails: boolean) => {
    running += 1
    most = Math.max(most, running)
    await new Promise(setImmediate)
    running -= 1
    if (fails) throw new Error('failed')
  }
  const jobs: Promise<void>[] = []
  for (let i = 0; i < 30; i += 1) {
    jobs.push(limit(() => job(i % 3 === 0)).then(() => limit(() => job(false))))
  }
  const outcomes = await Promise.allSettled(jobs)
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 10)
  assert.equal(most, 2)
  assert.equal(running, 0)
})
