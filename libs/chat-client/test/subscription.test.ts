import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEvent } from '@munova/chat-contract'
import type { Connection, Outcome } from '../src/connection.ts'
import { ChatError } from '../src/errors.ts'
import { readFrame } from '../src/frame.ts'
import { clientLimits } from '../src/limits.ts'
import { type JoinOptions, Subscription } from '../src/subscription.ts'

interface Asked {
  operation: string
  after: number | undefined
  done: (outcome: Outcome<'subscribe'>) => void
}

/** A stream at the end of a scripted link: for what a real server does not do. */
function open(options: Partial<JoinOptions> = {}) {
  const asked: Asked[] = []
  const dropped: string[] = []
  const seen: number[] = []
  const ended: string[] = []
  const makeLink = () =>
    ({
      request: (operation: string, input: { after?: number }, done: Asked['done']) =>
        asked.push({ operation, after: input.after, done }),
      drop: (reason: string) => dropped.push(reason),
    }) as unknown as Connection
  const subscription = new Subscription(
    7,
    {
      onEvent: (event: RoomEvent) => seen.push(event.seq),
      onEnded: (error) => ended.push(error.code),
      ...options,
    },
    { limits: { ...clientLimits, retryMs: 1 }, log: () => {}, onOver: () => {} },
  )
  const push = (seq: number, event = 'room.closed') => {
    const body = { event, roomId: 7, seq, senderId: 1, senderName: 'a', sentAt: new Date(0), content: {} }
    const frame = readFrame(JSON.stringify(body))
    assert.equal(frame?.kind, 'entry')
    if (frame?.kind === 'entry') subscription.take(frame)
  }
  const answer = (position: number, lastSeq = position) => {
    const last = asked.findLast(({ operation }) => operation === 'subscribe')!
    last.done({ kind: 'ok', value: { roomId: 7, position, lastSeq, readSeq: 0 } })
  }
  const refuse = (error: ChatError) => asked.at(-1)!.done({ kind: 'refused', error })
  subscription.resume(makeLink())
  return { subscription, makeLink, asked, dropped, seen, ended, push, answer, refuse }
}

test('entries that come twice are given out once', () => {
  const { push, answer, seen } = open({ after: 2 })
  answer(2)
  for (const seq of [1, 2, 3, 3, 2, 4, 4]) push(seq)
  assert.deepEqual(seen, [3, 4])
})

test('a hole is asked for again from the last entry without one', () => {
  const { push, answer, seen, asked, dropped } = open({ after: 0 })
  answer(0)
  push(1)
  push(3)
  push(4)
  assert.deepEqual(
    asked.slice(1).map(({ operation, after }) => [operation, after]),
    [
      ['unsubscribe', undefined],
      ['subscribe', 1],
    ],
  )
  answer(1, 4)
  for (const seq of [2, 3, 4]) push(seq)
  assert.deepEqual(seen, [1, 2, 3, 4])
  assert.deepEqual(dropped, [])
})

test('a hole that stays costs the connection, not the order', () => {
  const { push, answer, seen, dropped } = open({ after: 0 })
  answer(0)
  push(2)
  answer(0)
  push(2)
  assert.deepEqual(seen, [])
  assert.equal(dropped.length, 1)
})

test('entries of a new kind keep their place and are left out', () => {
  const { push, answer, seen, dropped } = open({ after: 0 })
  answer(0)
  push(1)
  push(2, 'reaction')
  push(3)
  assert.deepEqual(seen, [1, 3])
  assert.deepEqual(dropped, [])
})

test('answers of a connection that is gone change nothing', () => {
  const resumed: number[] = []
  const { subscription, makeLink, asked, push, answer, seen } = open({
    onResumed: (missed) => resumed.push(missed),
  })
  const first = asked[0]!
  answer(5)
  push(6)
  subscription.suspend()
  push(7)
  subscription.resume(makeLink())
  first.done({ kind: 'ok', value: { roomId: 7, position: 5, lastSeq: 5, readSeq: 0 } })
  push(7)
  assert.equal(asked.at(-1)!.after, 6)
  assert.deepEqual(seen, [6])
  answer(6, 9)
  for (const seq of [7, 8, 9]) push(seq)
  assert.deepEqual(seen, [6, 7, 8, 9])
  assert.deepEqual(resumed, [3])
})

test('a refusal for now is repeated, one for good ends the stream', async () => {
  const { subscription, asked, answer, refuse, ended } = open()
  refuse(new ChatError('OVERLOADED', 'busy', { temporary: true, retryAfterMs: 1 }))
  while (asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
  answer(0)
  await subscription.begun
  subscription.take({ kind: 'ended', roomId: 7, error: new ChatError('NOT_A_MEMBER', 'removed') })
  assert.deepEqual(ended, ['NOT_A_MEMBER'])
})

test('a first refusal for good rejects the join and is not an end', async () => {
  const { subscription, refuse, ended } = open()
  refuse(new ChatError('NOT_A_MEMBER', 'no'))
  await assert.rejects(subscription.begun, { code: 'NOT_A_MEMBER' })
  assert.deepEqual(ended, [])
})
