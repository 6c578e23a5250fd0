import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem, problemFactory, serviceProblems } from '../../src/index.ts'

const table = {
  ...serviceProblems,
  ROOM_FULL: {
    status: 409,
    title: 'The room is full',
    details: { atMost: ({ members }: { members: number }) => `At most ${members} members`, wait: 'Wait' },
  },
}
const problem = problemFactory(table)

test('a table makes problems of its own codes only', () => {
  const full = problem('ROOM_FULL', { detail: 'atMost', members: 50, retryAfterMs: 5 })
  assert.ok(full instanceof Problem && full instanceof Error)
  assert.deepEqual(
    [full.code, full.status, full.title, full.detail, full.message, full.retryAfterMs],
    ['ROOM_FULL', 409, 'The room is full', 'At most 50 members', 'At most 50 members', 5],
  )
  assert.equal(problem('FORBIDDEN').message, serviceProblems.FORBIDDEN.title)
  // @ts-expect-error a code the table does not have
  assert.throws(() => problem('ROOM_EMPTY'), TypeError)
})

test('a detail is one of its code, with its parameters', () => {
  assert.equal(problem('ROOM_FULL', { detail: 'wait' }).detail, 'Wait')
  assert.equal(problem('ROOM_FULL', { retryAfterMs: 5 }).detail, undefined)
  // @ts-expect-error a detail of another code
  assert.equal(problem('FORBIDDEN', { detail: 'wait' }).detail, undefined)
  // @ts-expect-error a parameter is missing
  problem('ROOM_FULL', { detail: 'atMost' })
  // @ts-expect-error a parameter of another type
  problem('ROOM_FULL', { detail: 'atMost', members: '50' })
})

test('a problem has the texts of another language, and English ones where it has none', () => {
  const full = problem('ROOM_FULL', { detail: 'atMost', members: 50 })
  const korean = {
    ROOM_FULL: {
      title: '방이 가득 찼습니다',
      details: { atMost: ({ members }: { members: number }) => `최대 ${members}명` },
    },
  }
  assert.deepEqual(full.textsIn(korean), { title: '방이 가득 찼습니다', detail: '최대 50명' })
  assert.deepEqual(full.textsIn({}), { title: 'The room is full', detail: 'At most 50 members' })
  assert.equal(problem('ROOM_FULL', { detail: 'wait' }).textsIn(korean).detail, 'Wait')
})
