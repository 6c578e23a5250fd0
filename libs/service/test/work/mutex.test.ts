import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyedMutex, Mutex } from '../../src/index.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('functions run one at a time, in the order of the calls, and give their results', async () => {
  const mutex = new Mutex()
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} starts`)
    await turn()
    log.push(`${name} ends`)
    return name
  }
  const results = await Promise.all([mutex.run(work('a')), mutex.run(work('b'))])
  assert.deepEqual(results, ['a', 'b'])
  assert.deepEqual(log, ['a starts', 'a ends', 'b starts', 'b ends'])
})

test('a function that fails rejects its own call and lets the next one run', async () => {
  const mutex = new Mutex()
  const failing = assert.rejects(
    mutex.run(() => {
      throw new Error('broken')
    }),
    /broken/,
  )
  assert.equal(await mutex.run(() => 1), 1)
  await failing
})

test('a function that is run from within waits for the one that called it to end', async () => {
  const mutex = new Mutex()
  const log: string[] = []
  let inner: Promise<unknown> | undefined
  await mutex.run(async () => {
    inner = mutex.run(() => log.push('inner'))
    await turn()
    log.push('outer')
  })
  await inner
  assert.deepEqual(log, ['outer', 'inner'])
})

test('keys do not wait for each other, functions of one key do', async () => {
  const mutex = new KeyedMutex<string>()
  const gate = Promise.withResolvers<void>()
  const log: string[] = []
  const first = mutex.run('a', async () => {
    await gate.promise
    log.push('a1')
  })
  const second = mutex.run('a', () => log.push('a2'))
  await mutex.run('b', () => log.push('b'))
  let isIdle = false
  const idle = mutex.idle().then(() => (isIdle = true))
  await turn()
  assert.deepEqual([log, isIdle], [['b'], false])
  gate.resolve()
  await Promise.all([first, second, idle])
  assert.deepEqual(log, ['b', 'a1', 'a2'])
  await mutex.idle()
})

test('a key whose function failed is free again', async () => {
  const mutex = new KeyedMutex<number>()
  await assert.rejects(
    mutex.run(1, async () => {
      throw new Error('broken')
    }),
  )
  await mutex.idle()
  assert.equal(await mutex.run(1, () => 'free'), 'free')
})

test('calls that wait can be cancelled; those that run go on and keep their key', async () => {
  const mutex = new KeyedMutex<string>()
  const gate = Promise.withResolvers<string>()
  const running = mutex.run('a', () => gate.promise)
  const waiting = assert.rejects(
    mutex.run('a', () => 'never'),
    /cancelled/,
  )
  mutex.cancelWaiting(new Error('cancelled'))
  await waiting
  const later = mutex.run('a', () => 'later')
  gate.resolve('done')
  assert.deepEqual(await Promise.all([running, later]), ['done', 'later'])
})
