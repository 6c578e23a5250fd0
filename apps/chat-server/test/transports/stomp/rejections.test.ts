import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { closeCodes, type LiveError } from '@munova/chat-contract'
import type { Cleanup } from '@munova/testing'
import { type Chat, openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import { json, openStomp, RawStomp } from '../../support/stomp-client.ts'

/** A signed-in client that listens for rejections, in a room of its own. */
async function listening(t: Cleanup, chat: Chat) {
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const raw = await RawStomp.connect(t, chat.nodes[0]!, { token: member.token })
  raw.send('SUBSCRIBE', { id: 'e', destination: '/user/queue/errors', receipt: 'e' })
  await raw.next('RECEIPT', { 'receipt-id': 'e' })
  return { member, roomId, raw }
}

test('a rejected frame is answered on /user/queue/errors, and the connection stays open', async (t) => {
  const chat = await openChat(t)
  const { raw, roomId } = await listening(t, chat)
  const foreign = await chat.group((await chat.member()).id)
  const here = `/app/rooms/${roomId}`
  const id = randomUUID()
  const plain = { 'content-type': 'text/plain', 'client-message-id': id }
  const rejections: [string, string, Record<string, string>, string?][] = [
    ['VALIDATION_FAILED', 'SEND', { destination: here, 'content-type': 'text/plain' }, 'no id'],
    ['VALIDATION_FAILED', 'SEND', { destination: here, ...plain }, '   '],
    ['VALIDATION_FAILED', 'SEND', { destination: here, ...plain }, 'x'.repeat(4_001)],
    ['INVALID_JSON', 'SEND', { destination: here, 'client-message-id': id }, 'words'],
    ['VALIDATION_FAILED', 'SEND', { destination: here, 'client-message-id': id }, '[]'],
    ['UNSUPPORTED_MEDIA_TYPE', 'SEND', { destination: here, 'content-type': 'image/png' }, 'x'],
    ['REPLY_NOT_FOUND', 'SEND', { destination: here, 'client-message-id': id }, reply(9)],
    ['NOT_A_MEMBER', 'SEND', { destination: `/app/rooms/${foreign}`, ...plain }, 'x'],
    ['NOT_A_MEMBER', 'SEND', { destination: `/app/rooms/${foreign}/read` }, '{"seq":0}'],
    ['VALIDATION_FAILED', 'SEND', { destination: `${here}/read` }, '{}'],
    ['NOT_SUBSCRIBED', 'SEND', { destination: `${here}/history` }, '{}'],
    ['ROUTE_NOT_FOUND', 'SEND', { destination: `/topic/rooms/${roomId}` }, '{}'],
    ['UNAUTHENTICATED', 'SEND', { destination: '/app/token' }, '{"token":"x"}'],
    ['NOT_A_MEMBER', 'SUBSCRIBE', { id: 'f', destination: `/topic/rooms/${foreign}` }],
    ['NOT_A_MEMBER', 'SUBSCRIBE', { id: 'f', destination: '/topic/rooms/999999' }],
    ['POSITION_LOST', 'SUBSCRIBE', { id: 'f', destination: `/topic/rooms/${roomId}`, after: '7' }],
    ['VALIDATION_FAILED', 'SUBSCRIBE', { id: 'f', destination: `/topic/rooms/${roomId}`, after: '-1' }],
    ['ROUTE_NOT_FOUND', 'SUBSCRIBE', { id: 'f', destination: '/queue/anything' }],
    ['ALREADY_SUBSCRIBED', 'SUBSCRIBE', { id: 'f', destination: '/user/queue/errors' }],
    ['NOT_SUBSCRIBED', 'UNSUBSCRIBE', { id: 'f' }],
  ]
  for (const [index, [code, command, headers, body]] of rejections.entries()) {
    raw.send(command, { ...headers, receipt: `r${index}` }, body)
    const rejection = await raw.next('MESSAGE', { 'receipt-id': `r${index}` })
    assert.equal(rejection.headers['code'], code, `${command} ${JSON.stringify(headers)}`)
    assert.equal(rejection.headers['subscription'], 'e')
    assert.equal(rejection.headers['destination'], '/user/queue/errors')
    assert.equal(rejection.headers['temporary'], 'false')
    assert.equal(json(rejection).code, code)
    assert.equal(rejection.headers['client-message-id'], headers['client-message-id'])
    assert.equal(rejection.headers['subscription-id'], headers['id'])
  }
  raw.send('SEND', { destination: here, ...plain, receipt: 'fine' }, 'fine')
  assert.equal((await raw.next('RECEIPT', { 'receipt-id': 'fine' })).headers['seq'], '1')
  assert.equal(
    raw.frames.filter(({ command }) => command === 'RECEIPT').length,
    2,
    'no receipt for what was rejected',
  )
})

test('what is wrong is named where the client wrote it, or should have: a header, or the body', async (t) => {
  const chat = await openChat(t)
  const { raw, roomId } = await listening(t, chat)
  const destination = `/app/rooms/${roomId}`
  const plain = { destination, 'content-type': 'text/plain' }
  const id = { 'client-message-id': randomUUID() }
  const cases: [code: string, paths: string[], headers: Record<string, string>, body?: string][] = [
    ['VALIDATION_FAILED', ['headers.client-message-id'], { ...plain, clientMessageId: randomUUID() }, 'x'],
    ['VALIDATION_FAILED', ['headers.client-message-id'], { ...plain, 'client-message-id': '1' }, 'x'],
    ['VALIDATION_FAILED', ['body'], { ...plain, ...id }, ''],
    ['VALIDATION_FAILED', ['content.text'], { destination, ...id }, '{"type":"TEXT","content":{}}'],
    [
      'INVALID_JSON',
      ['headers.content-type', 'headers.client-message-id'],
      { destination, contentType: 'text/plain', clientMessageId: randomUUID() },
      '안녕하세요',
    ],
    ['INVALID_JSON', ['headers.content-type'], { destination, ...id }, '안녕하세요'],
    ['VALIDATION_FAILED', ['headers.after'], { id: 's', destination: `/topic/rooms/${roomId}`, after: 'x' }],
    ['VALIDATION_FAILED', ['seq'], { destination: `${destination}/read` }, '{"seq":-1}'],
  ]
  for (const [index, [code, paths, headers, body]] of cases.entries()) {
    const receipt = `r${index}`
    raw.send('id' in headers ? 'SUBSCRIBE' : 'SEND', { ...headers, receipt }, body)
    const { headers: named, ...rejection } = await raw.next('MESSAGE', { 'receipt-id': receipt })
    const error: LiveError = JSON.parse(rejection.body)
    assert.equal(named['code'], code)
    assert.deepEqual([...new Set(error.errors?.map(({ path }) => path))], paths)
    if (code === 'VALIDATION_FAILED') assert.equal(error.message, `Not valid: ${paths.join(', ')}`)
  }
})

test('the frame of @stomp/stompjs that is too large is named in an ERROR before the close', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const stomp = await openStomp(t, chat.nodes[0]!, { token: member.token })
  stomp.client.publish({ destination: '/app/rooms/1', body: 'x'.repeat(65 * 1024) })
  assert.equal(await stomp.closed(), 1009)
  assert.equal(stomp.errors[0]!.headers['code'], 'PAYLOAD_TOO_LARGE')
})

const reply = (replyTo: number) => JSON.stringify({ type: 'TEXT', content: { text: 'x' }, replyTo })

test('without /user/queue/errors a rejection is an ERROR and a close that may be resumed', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const foreign = await chat.group((await chat.member()).id)
  const stomp = await openStomp(t, chat.nodes[0]!, { token: member.token })
  stomp.client.subscribe(`/topic/rooms/${foreign}`, () => {}, { id: 's', receipt: 'r' })
  assert.equal(await stomp.closed(), closeCodes.REFUSED.code)
  const [error] = stomp.errors
  assert.deepEqual(
    ['code', 'temporary', 'receipt-id', 'subscription-id'].map((name) => error!.headers[name]),
    ['NOT_A_MEMBER', 'false', 'r', 's'],
  )
  assert.equal(JSON.parse(error!.body).code, 'NOT_A_MEMBER')
})

test('requests beyond the rate are answered later, every one; acknowledgements are not counted', async (t) => {
  const chat = await openChat(t, { settings: { OPERATIONS_PER_SECOND: '50', OPERATIONS_BURST: '20' } })
  const { raw } = await listening(t, chat)
  for (const n of upTo(1_000)) raw.send('ACK', { id: `${n}` })
  for (const n of upTo(60)) raw.send('UNSUBSCRIBE', { id: `${n}` })
  for (const n of upTo(60)) await raw.next('MESSAGE', { 'subscription-id': `${n}` })
})

test('unsubscribe ends the stream, and the id and the room are free at once', async (t) => {
  const chat = await openChat(t)
  const { raw, roomId } = await listening(t, chat)
  const destination = `/topic/rooms/${roomId}`
  const steps = upTo(20).flatMap((n) => [
    `SUBSCRIBE\nid:${n % 2}\ndestination:${destination}\nafter:0\nreceipt:s${n}\n\n\0`,
    `UNSUBSCRIBE\nid:${n % 2}\nreceipt:u${n}\n\n\0`,
  ])
  raw.socket.send(steps.join('\n'))
  await raw.next('RECEIPT', { 'receipt-id': 'u20' })
  raw.send('SUBSCRIBE', { id: 'a', destination, receipt: 'a' })
  raw.send('SUBSCRIBE', { id: 'b', destination, receipt: 'b' })
  await raw.next('MESSAGE', { code: 'ALREADY_SUBSCRIBED', 'subscription-id': 'b' })
  raw.send('UNSUBSCRIBE', { id: 'b', receipt: 'ub' })
  await raw.next('MESSAGE', { code: 'NOT_SUBSCRIBED', 'subscription-id': 'b' })
  const message = { destination: `/app/rooms/${roomId}`, 'content-type': 'text/plain' }
  raw.send('SEND', { ...message, 'client-message-id': randomUUID() }, 'x')
  assert.equal((await raw.next('MESSAGE', { destination })).headers['subscription'], 'a')
  assert.ok(!raw.frames.some(({ command }) => command === 'ERROR'))
})

test('the receipt of a subscribe comes before its first message, however long the log', async (t) => {
  const chat = await openChat(t)
  const { raw, roomId, member } = await listening(t, chat)
  const writer = await chat.client(member)
  await Promise.all(upTo(300).map((n) => writer.request('send', text(roomId, `${n}`))))
  raw.send('SUBSCRIBE', { id: 's', destination: `/topic/rooms/${roomId}`, after: '0', receipt: 's' })
  const destination = `/topic/rooms/${roomId}`
  await raw.next('MESSAGE', { destination, seq: '300' })
  const kinds = raw.frames.map(({ headers }) => headers['receipt-id'] ?? headers['seq'])
  assert.deepEqual(kinds.slice(kinds.indexOf('s')), ['s', ...upTo(300).map(String)])
})

test('drain, token expiry and replacement: ERROR with the name, close with the code', async (t) => {
  const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '1' } })
  const node = chat.nodes[0]!
  const [member, other] = [await chat.member(), await chat.member()]
  const first = await openStomp(t, node, { token: member.token })
  const second = await openStomp(t, node, { token: member.token })
  const short = await chat.tokens.sign({ memberId: other.id, expiresIn: 2 })
  const expiring = await openStomp(t, node, { token: short })
  const ends = [
    { stomp: first, name: 'REPLACED' },
    { stomp: expiring, name: 'TOKEN_EXPIRED' },
    { stomp: second, name: 'GOING_AWAY' },
  ] as const
  for (const { stomp, name } of ends) {
    if (name === 'GOING_AWAY') void node.close()
    assert.equal(await stomp.closed(), closeCodes[name].code)
    assert.equal(stomp.errors[0]!.headers['code'], name)
    assert.equal(stomp.errors[0]!.headers['temporary'], `${closeCodes[name].code < 4500}`)
  }
})
