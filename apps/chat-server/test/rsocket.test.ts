import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { type Cleanup, until } from '@munova/testing'
import { ErrorCodes } from 'rsocket-core'
import { type Chat, openChat, text } from './chat.ts'
import { upTo } from './client.ts'
import { type Over, RSocketTestClient, routing, type SetupOptions } from './rsocket-client.ts'

const carriers: Over[] = ['tcp', 'websocket']

async function open(t: Cleanup, chat: Chat, member: { token: string }, options: SetupOptions = {}) {
  const client = await RSocketTestClient.open(chat.nodes[0]!, member.token, options)
  t.after(() => client.close())
  return client
}

for (const over of carriers) {
  test(`${over}: every route answers as the other transports do`, async (t) => {
    const chat = await openChat(t)
    const [member, other] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(member.id, other.id)
    const client = await open(t, chat, member, { over })

    const message = text(roomId, '250 있나요?')
    const sent = await client.ask('chat.send', message)
    assert.deepEqual([sent.roomId, sent.seq], [roomId, 1])
    const rows = await chat.sql<{ seq: number }[]>`
      select seq from messages where client_message_id = ${message.clientMessageId}`
    assert.deepEqual([...rows], [{ seq: 1 }], 'answered means stored')
    assert.deepEqual(await client.ask('chat.send', message), sent, 'a retry gives the same answer')

    const history = await client.ask('chat.history', { roomId, limit: 10 })
    assert.deepEqual(
      history.items.map((item: { content: object }) => item.content),
      [message.content],
    )
    assert.deepEqual(await client.ask('chat.read', { roomId, seq: 1 }), { roomId, seq: 1, unread: 0 })
    assert.deepEqual(await client.ask('join', { roomId }), { roomId, position: 1, lastSeq: 1, readSeq: 1 })
    assert.deepEqual(await client.ask('chat.ping'), {})
    const { expiresAt } = await client.ask('chat.refresh', { token: member.token })
    assert.ok(Date.parse(expiresAt) > Date.now())

    const stream = client.stream(roomId, { after: 0 })
    await stream.reached(1)
    client.forget('chat.send', text(roomId, 'nobody waits'))
    await stream.reached(2)
    assert.equal(stream.events[1].content.text, 'nobody waits')
  })

  test(`${over}: the same room, the same order and the same bytes as over WebSocket JSON`, async (t) => {
    const chat = await openChat(t)
    const members = [await chat.member(), await chat.member(), await chat.member()]
    const roomId = await chat.group(...members.map(({ id }) => id))
    const [json, rsocket, bare] = [
      await chat.client(members[0]!),
      await open(t, chat, members[1]!, { over }),
      await open(t, chat, members[2]!, { over, metadataMimeType: routing }),
    ]
    const frames: Buffer[] = []
    json.socket.on('message', (data: Buffer) => frames.push(Buffer.from(data)))
    await json.request('subscribe', { roomId })
    const streams = [rsocket.stream(roomId, { after: 0 }), bare.stream(roomId, { after: 0 })]
    await Promise.all([rsocket.ask('join', { roomId }), bare.ask('join', { roomId })])
    const total = 60
    await Promise.all(
      upTo(total / 3).flatMap((n) => [
        json.request('send', text(roomId, `json ${n}`)),
        rsocket.ask('chat.send', text(roomId, `rsocket ${n}`)),
        bare.ask('chat.send', text(roomId, `bare ${n}`)),
      ]),
    )
    await Promise.all([json.reached(roomId, total), ...streams.map((stream) => stream.reached(total))])
    for (const stream of streams) assert.deepEqual(stream.seqs, upTo(total))
    assert.deepEqual(json.seqs(roomId), upTo(total))
    const events = frames.filter((frame) => frame.includes('"event":"message"'))
    assert.deepEqual(streams[0]!.bodies, events)
    assert.deepEqual(streams[1]!.bodies, events)
  })

  test(`${over}: a stream goes on after any seq, on a new connection`, async (t) => {
    const chat = await openChat(t, { settings: { RING_ENTRIES: '8' } })
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    const first = await open(t, chat, member, { over })
    for (const n of upTo(30)) await first.ask('chat.send', text(roomId, `${n}`))
    first.close()
    const second = await open(t, chat, member, { over })
    const stream = second.stream(roomId, { after: 11 })
    await stream.reached(30)
    await second.ask('chat.send', text(roomId, 'live'))
    await stream.reached(31)
    assert.deepEqual(stream.seqs, upTo(31).slice(11))
  })

  test(`${over}: a drain tells the client to come back, with the documented code`, async (t) => {
    const chat = await openChat(t)
    const client = await open(t, chat, await chat.member(), { over })
    await client.ask('chat.ping')
    const closing = chat.nodes[0]!.close()
    const { code, text: goodbye } = await client.closed()
    assert.equal(code, ErrorCodes.CONNECTION_CLOSE)
    assert.deepEqual([goodbye.code, goodbye.closeCode], ['GOING_AWAY', closeCodes.GOING_AWAY.code])
    await closing
  })

  test(`${over}: a connection ends with its token, unless it was refreshed`, async (t) => {
    const chat = await openChat(t)
    const member = await chat.member()
    const short = () => chat.tokens.sign({ memberId: member.id, expiresIn: 2 })
    const expiring = await open(t, chat, { token: await short() }, { over })
    const refreshed = await open(t, chat, { token: await short() }, { over })
    await refreshed.ask('chat.refresh', { token: member.token })
    const stranger = await chat.member()
    assert.equal((await refreshed.refusal('chat.refresh', { token: stranger.token })).code, 'UNAUTHENTICATED')
    const { code, text: goodbye } = await expiring.closed()
    assert.equal(code, ErrorCodes.CONNECTION_CLOSE)
    assert.equal(goodbye.closeCode, closeCodes.TOKEN_EXPIRED.code)
    await refreshed.ask('chat.ping')
  })
}

test('refusals carry our code in JSON and a code of RSocket by its kind; the connection goes on', async (t) => {
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
    ['chat.send', text(roomId, 'x'), 'RATE_LIMITED', ErrorCodes.REJECTED],
    ['chat.dance', {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
    ['chat.constructor', {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
    [`chat.stream.${roomId}`, {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
    ['', {}, 'UNKNOWN_OP', ErrorCodes.INVALID],
  ]
  for (const [route, input, code, rsocketCode] of cases) {
    const refusal = await client.refusal(route, input)
    assert.deepEqual([refusal.code, refusal.rsocketCode], [code, rsocketCode], route)
  }
  assert.match((await client.refusal('chat.dance')).message, /"chat\.dance"/)
  assert.deepEqual(await client.ask('chat.ping'), {})
})

test('a stream is refused by name: foreign room, no room, after beyond the end, the same room twice', async (t) => {
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
  assert.deepEqual([beyond.live.code, beyond.live.errors[0].path], ['VALIDATION_FAILED', 'after'])
})

test('request-channel is rejected, and so is an answer that is asked for as fire-and-forget', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await open(t, chat, member)
  const refusal = await new Promise<Error & { code?: number }>((resolve) => {
    client.rsocket.requestChannel({ data: Buffer.from('{}') }, 1, false, {
      onNext: () => {},
      onError: resolve,
      onComplete: () => {},
      onExtension: () => {},
      request: () => {},
      cancel: () => {},
    })
  })
  assert.equal(refusal.code, ErrorCodes.REJECTED)
  client.forget('chat.history', { roomId })
  client.forget('chat.send', text(roomId, 'fine', randomUUID()))
  const stream = client.stream(roomId, { after: 0 })
  await stream.reached(1)
})

test('a member who is removed: the stream ends with an error, and nothing of what follows arrives', async (t) => {
  const chat = await openChat(t)
  const [owner, guest] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, guest.id)
  const client = await open(t, chat, guest)
  const ownClient = await open(t, chat, owner)
  const stream = client.stream(roomId)
  await client.ask('join', { roomId })
  const removal = await chat.call(owner, {
    method: 'DELETE',
    path: `/v1/groups/${roomId}/members/${guest.id}`,
  })
  assert.ok(removal.status < 300)
  const { code, live } = await stream.failed()
  assert.deepEqual([code, live.code], [ErrorCodes.CANCELED, 'NOT_A_MEMBER'])
  const last = stream.seqs.at(-1)
  await ownClient.ask('chat.send', text(roomId, 'among us'))
  await client.ask('chat.ping')
  assert.equal(stream.seqs.at(-1), last)
  assert.equal(stream.events.at(-1).event, 'member.left')
  assert.equal((await client.stream(roomId).failed()).live.code, 'NOT_A_MEMBER')
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

test('the connections of all transports count towards the limit; the next is refused with a time to wait', async (t) => {
  const chat = await openChat(t, { settings: { MAX_CONNECTIONS: '2' } })
  const member = await chat.member()
  await chat.client(member)
  const inside = await open(t, chat, member)
  await inside.ask('chat.ping')
  const refused = await open(t, chat, member)
  const { code, text: goodbye } = await refused.closed()
  assert.equal(code, ErrorCodes.REJECTED_SETUP)
  assert.equal(goodbye.code, 'OVERLOADED')
  assert.ok(goodbye.retryAfterMs > 0 && goodbye.closeCode < 4_500)
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

test('while the server drains, a new client is told to come back later', async (t) => {
  const chat = await openChat(t, { settings: { DRAIN_MS: '1500' } })
  const members = await Promise.all(upTo(10).map(() => chat.member()))
  const clients = await Promise.all(members.map((member) => open(t, chat, member)))
  await Promise.all(clients.map((client) => client.ask('chat.ping')))
  const closing = chat.nodes[0]!.close()
  const late = await open(t, chat, members[0]!)
  const { code, text: goodbye } = await late.closed()
  assert.equal(code, ErrorCodes.REJECTED_SETUP)
  assert.ok(goodbye.retryAfterMs > 0 && goodbye.closeCode < 4_500)
  for (const client of clients) assert.equal((await client.closed()).text.code, 'GOING_AWAY')
  await closing
})
