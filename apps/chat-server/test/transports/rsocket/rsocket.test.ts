import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Cleanup, until } from '@munova/testing'
import { ErrorCodes } from 'rsocket-core'
import { type Chat, openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import { Rejected } from '../live/client.ts'
import { type Over, RSocketTestClient, type SetupOptions } from '../../support/rsocket-client.ts'

async function open(t: Cleanup, chat: Chat, member: { token: string }, options: SetupOptions = {}) {
  const client = await RSocketTestClient.open(chat.nodes[0]!, member.token, options)
  t.after(() => client.close())
  return client
}

for (const over of ['tcp', 'websocket'] as Over[]) {
  test(`${over}: what is forgotten is done; join says where a stream would begin`, async (t) => {
    const chat = await openChat(t)
    const [member, other] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(member.id, other.id)
    const client = await open(t, chat, member, { over })
    const stream = client.stream(roomId, { after: 0 })
    client.fireAndForget('chat.send', text(roomId, 'nobody waits'))
    await stream.reached(1)
    assert.equal(stream.events[0].content.text, 'nobody waits')
    assert.deepEqual(await client.ask('join', { roomId }), {
      roomId,
      position: 1,
      lastSeq: 1,
      readSeq: 1,
      epoch: 1,
      epochStart: 0,
    })
    const listening = await chat.client(other)
    await listening.request('subscribe', { roomId })
    client.fireAndForget('chat.typing', { roomId })
    await until(() => listening.events[0]?.event === 'typing', { what: 'the event' })
    client.fireAndForget('chat.typing', { roomId: roomId + 1 })
    assert.deepEqual(await client.ask('chat.ping'), {})
  })
}

test('rejections carry our code in JSON and a code of RSocket by its kind; the connection stays open', async (t) => {
  const chat = await openChat(t, { settings: { SENDS_PER_SECOND: '5', SENDS_BURST: '2' } })
  const [owner, stranger] = [await chat.member(), await chat.member()]
  const foreign = await chat.group(owner.id)
  const client = await open(t, chat, stranger)
  const roomId = await chat.group(stranger.id)
  const cases: [string, object | undefined, string, ErrorCodes][] = [
    ['chat.send', { roomId }, 'VALIDATION_FAILED', ErrorCodes.INVALID],
    ['chat.send', text(foreign, 'x'), 'NOT_A_MEMBER', ErrorCodes.REJECTED],
    ['chat.history', { roomId: foreign }, 'NOT_A_MEMBER', ErrorCodes.REJECTED],
    ['chat.read', { roomId: 999_999, seq: 0 }, 'NOT_A_MEMBER', ErrorCodes.REJECTED],
    ['join', { roomId: foreign }, 'NOT_A_MEMBER', ErrorCodes.REJECTED],
    ['join', undefined, 'VALIDATION_FAILED', ErrorCodes.INVALID],
    ['chat.send', { ...text(roomId, 'x'), replyTo: 3 }, 'REPLY_NOT_FOUND', ErrorCodes.APPLICATION_ERROR],
    ['chat.dance', {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
    ['chat.constructor', {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
    [`chat.stream.${roomId}`, {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
    ['', {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
  ]
  for (const [route, input, code, rsocketCode] of cases) {
    const rejection = await client.rejection(route, input)
    assert.deepEqual([rejection.code, rejection.rsocketCode], [code, rsocketCode], route)
  }
  const sends = upTo(10).map(() => client.ask('chat.send', text(roomId, 'x')))
  const rejected = (await Promise.allSettled(sends)).find(({ status }) => status === 'rejected')
  assert.ok(rejected?.status === 'rejected' && rejected.reason instanceof Rejected)
  const { code, rsocketCode } = rejected.reason.error
  assert.deepEqual([code, rsocketCode], ['RATE_LIMITED', ErrorCodes.REJECTED])
  assert.match((await client.rejection('chat.dance')).message, /"chat\.dance"/)
  assert.deepEqual(await client.ask('chat.ping'), {})
})

test('a stream is rejected by name: foreign room, no room, after beyond the end, the same room twice', async (t) => {
  const chat = await openChat(t)
  const [owner, stranger] = [await chat.member(), await chat.member()]
  const foreign = await chat.group(owner.id)
  const mine = await chat.group(stranger.id)
  const client = await open(t, chat, stranger)
  const open1 = client.stream(mine)
  await client.ask('join', { roomId: mine })
  const cases: [number | string, number | undefined, string, ErrorCodes][] = [
    [foreign, undefined, 'NOT_A_MEMBER', ErrorCodes.REJECTED],
    ['one', undefined, 'VALIDATION_FAILED', ErrorCodes.INVALID],
    ['', undefined, 'VALIDATION_FAILED', ErrorCodes.INVALID],
    ['1e3', undefined, 'VALIDATION_FAILED', ErrorCodes.INVALID],
    [mine, 7, 'ALREADY_SUBSCRIBED', ErrorCodes.APPLICATION_ERROR],
  ]
  for (const [roomId, after, code, rsocketCode] of cases) {
    const error = await client.stream(roomId, after === undefined ? {} : { after }).failed()
    assert.deepEqual([error.live.code, error.code], [code, rsocketCode], `${roomId}`)
  }
  open1.cancel()
  const beyond = await client.stream(mine, { after: 7 }).failed()
  assert.deepEqual([beyond.live.code, beyond.code], ['POSITION_LOST', ErrorCodes.APPLICATION_ERROR])
})

test('request-channel is rejected, and so is an answer that is asked for as fire-and-forget', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await open(t, chat, member)
  const rejection = await new Promise<Error & { code?: number }>((resolve) => {
    client.rsocket.requestChannel({ data: Buffer.from('{}') }, 1, false, {
      onNext: () => {},
      onError: resolve,
      onComplete: () => {},
      onExtension: () => {},
      request: () => {},
      cancel: () => {},
    })
  })
  assert.equal(rejection.code, ErrorCodes.REJECTED)
  client.fireAndForget('chat.history', { roomId })
  client.fireAndForget('chat.send', text(roomId, 'fine', randomUUID()))
  const stream = client.stream(roomId, { after: 0 })
  await stream.reached(1)
})

test('cancelling a stream ends it, even while it is being opened, and the room can be streamed again', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await open(t, chat, member)
  for (const n of upTo(20)) {
    const early = client.stream(roomId, { after: 0 })
    early.cancel()
    const stream = client.stream(roomId, { after: 0 })
    const duplicate = client.stream(roomId, { after: 0 })
    duplicate.cancel()
    await client.ask('chat.send', text(roomId, `${n}`))
    await stream.reached(n)
    assert.equal(stream.error, undefined)
    assert.deepEqual(early.seqs, [])
    stream.cancel()
  }
})

test('the connections of all transports count towards the limit; the next is rejected with a time to wait', async (t) => {
  const chat = await openChat(t, { settings: { MAX_CONNECTIONS: '2' } })
  const member = await chat.member()
  await chat.client(member)
  const inside = await open(t, chat, member)
  await inside.ask('chat.ping')
  const rejected = await open(t, chat, member)
  const { code, text: close } = await rejected.closed()
  assert.equal(code, ErrorCodes.REJECTED_SETUP)
  assert.equal(close.code, 'OVERLOADED')
  assert.ok(close.retryAfterMs > 0 && close.closeCode < 4_500)
  await assert.rejects(open(t, chat, member, { over: 'websocket' }))
  inside.close()
  await until(
    async () => {
      const next = await open(t, chat, member)
      return Promise.race([next.ask('chat.ping').catch(() => undefined), next.closed().then(() => undefined)])
    },
    { what: 'a free place' },
  )
})

test('while the server drains, a new client is rejected with a resumable code', async (t) => {
  const chat = await openChat(t, { settings: { DRAIN_MS: '1500' } })
  const members = await Promise.all(upTo(10).map(() => chat.member()))
  const clients = await Promise.all(members.map((member) => open(t, chat, member)))
  await Promise.all(clients.map((client) => client.ask('chat.ping')))
  const closing = chat.nodes[0]!.close()
  const late = await open(t, chat, members[0]!)
  const { code, text: close } = await late.closed()
  assert.equal(code, ErrorCodes.REJECTED_SETUP)
  assert.ok(close.retryAfterMs > 0 && close.closeCode < 4_500)
  for (const client of clients) {
    const closed = await client.closed()
    assert.deepEqual([closed.code, closed.text.code], [ErrorCodes.CONNECTION_CLOSE, 'GOING_AWAY'])
  }
  await closing
})
