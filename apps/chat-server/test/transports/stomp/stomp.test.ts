import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { Versions } from '@stomp/stompjs'
import { openChat } from '../../support/chat.ts'
import { arrived, json, openStomp, RawStomp, sendText, seqsOf } from '../../support/stomp-client.ts'

test('a receipt is the durable ack: it carries the seq, and the row is there', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const stomp = await openStomp(t, chat.nodes[0]!, { token: member.token })
  assert.equal(stomp.connected.headers['version'], '1.2')
  assert.equal(stomp.connected.headers['member-id'], `${member.id}`)
  assert.ok(Date.parse(stomp.connected.headers['expires-at']!) > Date.now())
  const { receipt, messages } = await stomp.subscribe(roomId)
  assert.deepEqual(
    ['room-id', 'position', 'last-seq', 'read-seq'].map((name) => receipt.headers[name]),
    [`${roomId}`, '0', '0', '0'],
  )
  const stored = await sendText(stomp, roomId, '안녕하세요')
  assert.equal(stored.headers['seq'], '1')
  const [row] = await chat.sql<{ seq: number; sentAt: Date }[]>`
    select seq, sent_at as "sentAt" from messages where room_id = ${roomId}`
  assert.equal(row!.seq, 1)
  assert.equal(stored.headers['sent-at'], row!.sentAt.toISOString())
  const [message] = await arrived(messages, 1)
  assert.equal(message!.headers['destination'], `/topic/rooms/${roomId}`)
  assert.equal(message!.headers['message-id'], `${roomId}-1`)
  assert.equal(message!.headers['content-type'], 'application/json')
  assert.equal(message!.headers['content-length'], `${Buffer.byteLength(message!.body)}`)
  assert.equal(json(message!).content.text, '안녕하세요')
})

test('large bodies in split frames, 1.1, and ids that need escapes', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const big = '가'.repeat(4_000)
  const stomp = await openStomp(t, chat.nodes[0]!, {
    token: member.token,
    splitLargeFrames: true,
    maxWebSocketChunkSize: 500,
  })
  const odd = 'sub: with \\ and \n and \r'
  const { messages } = await stomp.subscribe(roomId, { id: odd, ack: 'client-individual' })
  await sendText(stomp, roomId, big)
  const [message] = await arrived(messages, 1)
  assert.equal(json(message!).content.text, big)
  assert.equal(message!.headers['subscription'], odd)
  assert.equal(message!.headers['ack'], `${roomId}-1`)
  message!.ack()
  message!.nack()

  const old = await openStomp(t, chat.nodes[0]!, {
    token: member.token,
    stompVersions: new Versions([Versions.V1_1]),
  })
  assert.equal(old.connected.headers['version'], '1.1')
  assert.equal(old.socket.protocol, 'v11.stomp')
  const replay = await old.subscribe(roomId, { after: '0' })
  assert.equal((await sendText(old, roomId, 'old')).headers['seq'], '2')
  assert.deepEqual(seqsOf(await arrived(replay.messages, 2)), [1, 2])
  assert.equal((await sendText(stomp, roomId, 'still there')).headers['seq'], '3')
})

test('the token of the handshake is enough, passcode and either spelling of Authorization too', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const node = chat.nodes[0]!
  const ways = [
    { handshake: { authorization: `Bearer ${member.token}` } },
    { connectHeaders: { login: 'anybody', passcode: member.token } },
    { connectHeaders: { authorization: `bearer ${member.token}` } },
  ]
  for (const way of ways) {
    const { connected } = await openStomp(t, node, way)
    assert.equal(connected.headers['member-id'], `${member.id}`)
  }
  const other = await chat.member()
  const both = await openStomp(t, node, { ...ways[0], token: other.token })
  assert.equal(both.connected.headers['member-id'], `${other.id}`, 'CONNECT speaks last')
})

test('a bad token, an expired one and none: ERROR with the code, and the close code of the table', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const expired = await chat.tokens.sign({ memberId: member.id, expiresIn: -60 })
  const cases = [
    { passcode: 'nonsense', code: 'UNAUTHENTICATED' },
    { passcode: expired, code: 'TOKEN_EXPIRED' },
    { Authorization: 'Basic eDp5', code: 'UNAUTHENTICATED' },
    { code: 'UNAUTHENTICATED' },
  ] as const
  for (const { code, ...headers } of cases) {
    const raw = await RawStomp.open(t, chat.nodes[0]!)
    raw.send('CONNECT', { 'accept-version': '1.1,1.2', ...headers })
    assert.equal((await raw.next('ERROR')).headers['code'], code)
    assert.equal((await raw.closed()).code, closeCodes[code].code)
    assert.ok(!JSON.stringify(raw.frames).includes('nonsense'))
  }
  // Of its own: on the others nobody has to hurry.
  const silent = await RawStomp.open(t, await chat.addNode({ AUTH_TIMEOUT_MS: '300' }))
  assert.equal((await silent.closed()).code, closeCodes.AUTH_TIMEOUT.code)
  assert.equal(silent.frames[0]!.headers['code'], 'AUTH_TIMEOUT')
})

test('heart-beats go both ways while nothing else does; a peer that breaks its promise is IDLE', async (t) => {
  const chat = await openChat(t, { settings: { STOMP_HEARTBEAT_MS: '1000' } })
  const member = await chat.member()
  const node = chat.nodes[0]!
  const stomp = await openStomp(t, node, {
    token: member.token,
    heartbeatIncoming: 1_000,
    heartbeatOutgoing: 1_000,
  })
  assert.equal(stomp.connected.headers['heart-beat'], '1000,1000')
  const headers = { token: member.token, 'heart-beat': '1000,1000' }
  const silent = await RawStomp.connect(t, node, headers, { autoPong: false })
  const { code } = await silent.closed()
  assert.equal(code, closeCodes.IDLE.code)
  assert.ok(silent.heartBeats >= 2, 'it got heart-beats meanwhile')
  assert.equal(silent.frames.at(-1)!.headers['code'], 'IDLE')
  assert.ok(stomp.client.connected, 'stompjs found the server alive, and the server stompjs')
})

test('a client whose timers are throttled, such as a hidden tab, stays while its WebSocket answers', async (t) => {
  const chat = await openChat(t, { settings: { STOMP_HEARTBEAT_MS: '1000' } })
  const member = await chat.member()
  const headers = { token: member.token, 'heart-beat': '1000,0' }
  const [throttled, gone] = await Promise.all(
    [true, false].map((autoPong) => RawStomp.connect(t, chat.nodes[0]!, headers, { autoPong })),
  )
  const pings = { throttled: 0, gone: 0 }
  throttled!.socket.on('ping', () => pings.throttled++)
  gone!.socket.on('ping', () => pings.gone++)
  // Every heart-beat is late: the server asks each time, and each pong counts.
  await until(() => pings.throttled >= 2, { what: 'pings' })
  assert.equal((await gone!.closed()).code, closeCodes.IDLE.code)
  assert.equal(pings.gone, 1, 'it was asked before it was closed')
  throttled!.send('SEND', { destination: '/app/ping', receipt: 'r' })
  await throttled!.next('RECEIPT', { 'receipt-id': 'r' })
})

test('deactivate leaves: what was sent is answered first, and the server closes normally', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const raw = await RawStomp.connect(t, chat.nodes[0]!, { token: member.token })
  const send = `SEND\ndestination:/app/rooms/${roomId}\ncontent-type:text/plain\nclient-message-id:${randomUUID()}\n`
  raw.socket.send(`${send}receipt:a\n\nbye\0DISCONNECT\nreceipt:b\n\n\0SEND\n\nignored\0`)
  assert.equal((await raw.closed()).code, 1000)
  assert.deepEqual(
    raw.frames.map(({ headers }) => headers['receipt-id'] ?? ''),
    ['', 'a', 'b'],
  )
  await until(
    async () => {
      const page = await (await fetch(new URL('/metrics', chat.nodes[0]!.url))).text()
      return /^chat_stomp_connections 0$/m.test(page) || undefined
    },
    { what: 'the connection to be gone' },
  )
})
