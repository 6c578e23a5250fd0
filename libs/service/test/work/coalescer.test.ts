import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Coalescer } from '../../src/index.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('all requests of one turn are one run, at its end', async () => {
  let runs = 0
  const coalescer = new Coalescer(() => runs++)
  coalescer.schedule()
  await Promise.resolve()
  coalescer.schedule()
  assert.equal(runs, 0)
  await turn()
  assert.equal(runs, 1)
  coalescer.schedule()
  await turn()
  assert.equal(runs, 2)
})

test('after a cooldown was asked for, the next run waits for its end', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const cooldownMs = 60_000
  let runs = 0
  const coalescer = new Coalescer(() => {
    runs++
    coalescer.cooldown(cooldownMs)
  })
  coalescer.schedule()
  await turn()
  coalescer.schedule()
  await turn()
  t.mock.timers.tick(1)
  assert.equal(runs, 1)
  t.mock.timers.tick(cooldownMs)
  assert.equal(runs, 2)
})

test('a cancelled run does not happen; a later request does', async () => {
  let runs = 0
  const coalescer = new Coalescer(() => runs++)
  coalescer.schedule()
  coalescer.cancel()
  await turn()
  assert.equal(runs, 0)
  coalescer.schedule()
  await turn()
  assert.equal(runs, 1)
})
