import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retry, retryOnConflict } from '../../src/index.ts'

const conflict = () => new Error('changed meanwhile')

function failing(times: number) {
  const attempts: number[] = []
  const run = async (attempt: number) => {
    attempts.push(attempt)
    if (attempts.length <= times) throw new Error(`failure ${attempt}`)
    return 'done'
  }
  return { attempts, run }
}

test('runs again while the error is one of those that another run may mend', async () => {
  const { attempts, run } = failing(2)
  assert.equal(await retry(run, { attempts: 5, when: () => true }), 'done')
  assert.deepEqual(attempts, [1, 2, 3])
})

test('the last error is thrown when the attempts are used up', async () => {
  const { attempts, run } = failing(9)
  await assert.rejects(retry(run, { attempts: 3, when: () => true }), /failure 3/)
  assert.deepEqual(attempts, [1, 2, 3])
})

test('an error of another kind is thrown at once', async () => {
  const { attempts, run } = failing(9)
  await assert.rejects(
    retry(run, { attempts: 3, when: (error) => String(error).includes('failure 1') }),
    /failure 2/,
  )
  assert.deepEqual(attempts, [1, 2])
})

test('pauses between runs are those that were asked for, by attempt', async () => {
  const { run } = failing(2)
  const asked: number[] = []
  const started = performance.now()
  const pauseMs = (attempt: number) => {
    asked.push(attempt)
    return 10
  }
  await retry(run, { attempts: 3, when: () => true, pauseMs })
  assert.deepEqual(asked, [1, 2])
  assert.ok(performance.now() - started >= 18)
})

test('an abort ends the pause and throws the last error', async () => {
  const { attempts, run } = failing(9)
  const controller = new AbortController()
  const result = retry(run, {
    attempts: 3,
    when: () => true,
    pauseMs: () => 60_000,
    signal: controller.signal,
  })
  setImmediate(() => controller.abort())
  await assert.rejects(result, /failure 1/)
  assert.deepEqual(attempts, [1])
})

test('a write that lost against another is repeated, and gives up with the error of the caller', async () => {
  const won = await retryOnConflict(async (attempt) => (attempt < 3 ? undefined : attempt), {
    attempts: 3,
    conflict,
  })
  assert.equal(won, 3)
  await assert.rejects(
    retryOnConflict(async () => undefined, { attempts: 2, conflict }),
    /changed meanwhile/,
  )
  const { attempts, run } = failing(9)
  await assert.rejects(retryOnConflict(run, { attempts: 5, conflict }), /failure 1/)
  assert.deepEqual(attempts, [1])
})
