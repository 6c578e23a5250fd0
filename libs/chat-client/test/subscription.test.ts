import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEntry } from '@munova/chat-contract'
import type { Connection, RequestResult } from '../src/connection.ts'
import { ChatError } from '../src/errors.ts'
import { parseFrame } from '../src/frame.ts'
import { clientLimits } from '../src/limits.ts'
import { type JoinOptions, Subscription } from '../src/subscription.ts'

interface SentRequest {
  operation: string
  after: number | undefined
  done: (result: RequestResult<'subscribe'>) => void
}

/** A subscription with a fake connection, for what a real server does not do. */
function subscribe(options: Partial<JoinOptions> = {}) {
  const requests: SentRequest[] = []
  const dropped: string[] = []
  const seen: number[] = []
  const ended: string[] = []
  const fakeConnection = () =>
    ({
      request: (operation: string, input: { after?: number }, done: SentRequest['done']) =>
        requests.push({ operation, after: input.after, done }),
      drop: (reason: string) => dropped.push(reason),
    }) as unknown as Connection
  const subscription = new Subscription(
    7,
    {
      onEvent: (event: RoomEntry) => seen.push(event.seq),
      onEnded: (error) => ended.push(error.code),
      ...options,
    },
    { limits: { ...clientLimits, retryMs: 1 }, log: () => {}, onClosed: () => {} },
  )
  const push = (seq: number, event = 'room.closed') => {
    const body = { event, roomId: 7, seq, senderId: 1, senderName: 'a', sentAt: new Date(0), content: {} }
    const frame = parseFrame(JSON.stringify(body))
    assert.equal(frame?.kind, 'entry')
    if (frame?.kind === 'entry') subscription.onPush(frame)
  }
  const accept = (position: number, lastSeq = position) => {
    const last = requests.findLast(({ operation }) => operation === 'subscribe')!
    last.done({ kind: 'ok', value: { roomId: 7, position, lastSeq, readSeq: 0, epoch: 1, epochStart: 0 } })
  }
  const reject = (error: ChatError) => requests.at(-1)!.done({ kind: 'rejected', error })
  subscription.resume(fakeConnection())
  return { subscription, fakeConnection, requests, dropped, seen, ended, push, accept, reject }
}

test('duplicate entries are delivered once', () => {
  const { push, accept, seen } = subscribe({ after: 2 })
  accept(2)
  for (const seq of [1, 2, 3, 3, 2, 4, 4]) push(seq)
  assert.deepEqual(seen, [3, 4])
})

test('a gap makes the client resubscribe after the last entry before it', () => {
  const { push, accept, seen, requests, dropped } = subscribe({ after: 0 })
  accept(0)
  push(1)
  push(3)
  push(4)
  assert.deepEqual(
    requests.slice(1).map(({ operation, after }) => [operation, after]),
    [
      ['unsubscribe', undefined],
      ['subscribe', 1],
    ],
  )
  accept(1, 4)
  for (const seq of [2, 3, 4]) push(seq)
  assert.deepEqual(seen, [1, 2, 3, 4])
  assert.deepEqual(dropped, [])
})

test('a persistent gap drops the connection and keeps the order', () => {
  const { push, accept, seen, dropped } = subscribe({ after: 0 })
  accept(0)
  push(2)
  accept(0)
  push(2)
  assert.deepEqual(seen, [])
  assert.equal(dropped.length, 1)
})

test('entries of an unknown kind are counted and omitted', () => {
  const { push, accept, seen, dropped } = subscribe({ after: 0 })
  accept(0)
  push(1)
  push(2, 'reaction')
  push(3)
  assert.deepEqual(seen, [1, 3])
  assert.deepEqual(dropped, [])
})

test('responses of an earlier connection are ignored', () => {
  const resumed: number[] = []
  const { subscription, fakeConnection, requests, push, accept, seen } = subscribe({
    onResumed: (missed) => resumed.push(missed),
  })
  const first = requests[0]!
  accept(5)
  push(6)
  subscription.suspend()
  push(7)
  subscription.resume(fakeConnection())
  first.done({
    kind: 'ok',
    value: { roomId: 7, position: 5, lastSeq: 5, readSeq: 0, epoch: 1, epochStart: 0 },
  })
  push(7)
  assert.equal(requests.at(-1)!.after, 6)
  assert.deepEqual(seen, [6])
  accept(6, 9)
  for (const seq of [7, 8, 9]) push(seq)
  assert.deepEqual(seen, [6, 7, 8, 9])
  assert.deepEqual(resumed, [3])
})

test('a temporary rejection is retried, a permanent one ends the stream', async () => {
  const { subscription, requests, accept, reject, ended } = subscribe()
  reject(new ChatError('OVERLOADED', 'busy', { temporary: true, retryAfterMs: 1 }))
  while (requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
  accept(0)
  await subscription.started
  subscription.onPush({ kind: 'ended', roomId: 7, error: new ChatError('NOT_A_MEMBER', 'removed') })
  assert.deepEqual(ended, ['NOT_A_MEMBER'])
})

test('a permanent rejection of the first subscribe rejects the join without calling onEnded', async () => {
  const { subscription, reject, ended } = subscribe()
  reject(new ChatError('NOT_A_MEMBER', 'no'))
  await assert.rejects(subscription.started, { code: 'NOT_A_MEMBER' })
  assert.deepEqual(ended, [])
})
