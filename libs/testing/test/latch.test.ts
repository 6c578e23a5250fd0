import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch, until } from '@munova/testing'

test('until returns the first result, and names what it waited for in vain', async () => {
  let asked = 0
  assert.equal(await until(() => (++asked === 3 ? asked : undefined), { what: 'three' }), 3)
  assert.equal(await until(() => 0, { what: 'zero is an answer' }), 0)
  await assert.rejects(
    until(() => false, { timeoutMs: 30, what: 'the moon' }),
    /30 ms in vain for the moon/,
  )
  await assert.rejects(
    until(() => Promise.reject(new Error('broken')), { what: 'nothing' }),
    /broken/,
  )
})

test('a latch opens once', async () => {
  const opened = latch<number>()
  opened.resolve(1)
  opened.resolve(2)
  assert.equal(await opened.promise, 1)
})
