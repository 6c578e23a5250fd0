import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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

test('after a cooldown was asked for, the next run waits for its end', async () => {
  const started = performance.now()
  const runs: number[] = []
  const coalescer = new Coalescer(() => {
    runs.push(performance.now() - started)
    coalescer.cooldown(30)
  })
  coalescer.schedule()
  await turn()
  coalescer.schedule()
  await turn()
  assert.equal(runs.length, 1)
  await sleep(60)
  assert.equal(runs.length, 2)
  // Timers may fire up to a millisecond early.
  assert.ok(runs[1]! - runs[0]! >= 28, String(runs))
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
