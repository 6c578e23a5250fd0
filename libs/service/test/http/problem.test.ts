import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem, problemFactory, serviceProblems } from '../../src/index.ts'

test('a table makes problems of its own codes only', () => {
  const problem = problemFactory({
    ...serviceProblems,
    ROOM_FULL: { status: 409, title: 'The room is full' },
  })
  const full = problem('ROOM_FULL', 'At most 50 members', { retryAfterMs: 5 })
  assert.ok(full instanceof Problem && full instanceof Error)
  assert.deepEqual(
    [full.code, full.status, full.title, full.detail, full.message, full.retryAfterMs],
    ['ROOM_FULL', 409, 'The room is full', 'At most 50 members', 'At most 50 members', 5],
  )
  assert.equal(problem('FORBIDDEN').message, serviceProblems.FORBIDDEN.title)
  // @ts-expect-error a code the table does not have
  assert.throws(() => problem('ROOM_EMPTY'), TypeError)
})
