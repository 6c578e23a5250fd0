import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLog, createMetrics, PeriodicJob, type PeriodicJobOptions } from '../../src/index.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

const fail = async () => {
  throw new Error('broken')
}

function job(t: TestContext, options: Partial<PeriodicJobOptions> & Pick<PeriodicJobOptions, 'run'>) {
  const log = createLog({ name: 'test', level: 'silent' })
  const periodic = new PeriodicJob({ name: 'test', everyMs: 60_000, log, ...options })
  t.after(() => periodic.close())
  return periodic
}

test('runs one after the other, each some time after the end of the one before, until it is closed', async (t) => {
  let runs = 0
  const done = Promise.withResolvers<void>()
  const periodic = job(t, {
    everyMs: 1,
    run: async () => {
      if (++runs === 3) done.resolve()
    },
  })
  periodic.start()
  assert.equal(runs, 0)
  await done.promise
  await periodic.close()
  const after = runs
  await sleep(20)
  assert.equal(runs, after)
})

test('a trigger starts a run now; triggers during a run are one more run', async (t) => {
  let gate = Promise.withResolvers<void>()
  let runs = 0
  const periodic = job(t, {
    run: async () => {
      runs++
      await gate.promise
    },
  })
  const first = Promise.all([periodic.trigger(), periodic.trigger()])
  await turn()
  assert.equal(runs, 1)
  let isOver = false
  const second = Promise.all([periodic.trigger(), periodic.trigger()]).then(() => (isOver = true))
  gate.resolve()
  gate = Promise.withResolvers()
  await first
  await turn()
  assert.deepEqual([runs, isOver], [2, false])
  gate.resolve()
  await second
  assert.equal(runs, 2)
})

test('a run that says that there is more is followed by another at once', async (t) => {
  let runs = 0
  const periodic = job(t, { run: async () => (++runs < 3 ? 'more' : 'done') })
  await periodic.trigger()
  await turn()
  assert.equal(runs, 3)
})

test('the pause may depend on something: Infinity is no next run, and reschedule asks anew', async (t) => {
  let everyMs = Infinity
  let runs = 0
  const done = Promise.withResolvers<void>()
  const periodic = job(t, {
    everyMs: () => everyMs,
    run: async () => {
      runs++
      everyMs = Infinity
      done.resolve()
    },
  })
  periodic.start()
  await sleep(10)
  assert.equal(runs, 0)
  everyMs = 1
  periodic.reschedule()
  await done.promise
  await sleep(20)
  assert.equal(runs, 1)
})

test('a failure is logged and counted, and never thrown', async (t) => {
  const lines: string[] = []
  const log = createLog({ name: 'test', destination: { write: (line) => void lines.push(line) } })
  const metrics = createMetrics('app')
  t.after(() => metrics.close())
  await job(t, { name: 'one', log, metrics, run: fail }).trigger()
  await job(t, { name: 'two', log, metrics, run: fail }).trigger()
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ job: name, msg, err }) => [name, msg, err.message]),
    [
      ['one', 'job failed', 'broken'],
      ['two', 'job failed', 'broken'],
    ],
  )
  assert.match(await metrics.registry.metrics(), /app_job_failures_total\{job="two"\} 1\n/)
})

test('closing waits for the run under way, and nothing runs afterwards', async (t) => {
  const gate = Promise.withResolvers<void>()
  let runs = 0
  const periodic = job(t, {
    everyMs: 1,
    run: async () => {
      runs++
      await gate.promise
    },
  })
  const first = periodic.trigger()
  await turn()
  const next = periodic.trigger()
  let isClosed = false
  const closed = periodic.close().then(() => (isClosed = true))
  await turn()
  assert.equal(isClosed, false)
  gate.resolve()
  await Promise.all([first, next, closed])
  await periodic.trigger()
  assert.equal(runs, 1)
})
