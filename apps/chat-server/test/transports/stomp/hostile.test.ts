import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'
import { RawStomp, rawFrame } from '../../support/stomp-client.ts'

interface Attack {
  name: string
  /** One WebSocket message each; text unless a Buffer. */
  messages: (string | Buffer)[]
  /** Of the ERROR frame. */
  error: string
  close: number
  signedIn?: boolean
}

const malformed = { error: 'MALFORMED', close: closeCodes.MALFORMED.code }
const tooLarge = { error: 'PAYLOAD_TOO_LARGE', close: 1009 }
const unauthenticated = { error: 'UNAUTHENTICATED', close: closeCodes.UNAUTHENTICATED.code }
const unending = { error: 'AUTH_TIMEOUT', close: closeCodes.AUTH_TIMEOUT.code }

const beforeConnect: Attack[] = [
  { name: 'SEND first', messages: [rawFrame('SEND', { destination: '/app/rooms/1' })], ...unauthenticated },
  { name: 'DISCONNECT first', messages: [rawFrame('DISCONNECT', {})], ...unauthenticated },
  { name: 'ACK first', messages: [rawFrame('ACK', { id: 'x' })], ...unauthenticated },
  { name: 'unknown command', messages: ['HELLO\n\n\0'], ...malformed },
  { name: 'lower case', messages: ['connect\n\n\0'], ...malformed },
  { name: 'a command of the server', messages: ['CONNECTED\nversion:1.2\n\n\0'], ...malformed },
  { name: 'another protocol', messages: ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'], ...malformed },
  { name: 'JSON', messages: ['{"id":1,"op":"connect","token":"x"}'], ...malformed },
  { name: 'binary garbage', messages: [Buffer.from('deadbeef'.repeat(8), 'hex')], ...malformed },
  { name: 'NUL only', messages: ['\0'], ...malformed },
  { name: 'a few bytes, then nothing', messages: [Buffer.from([0xde, 0xad])], ...unending },
  { name: 'headers without an end', messages: ['CONNECT\naccept-version:1.2\n'], ...unending },
  { name: 'a body without an end', messages: ['CONNECT\naccept-version:1.2\n\n'], ...unending },
  { name: 'huge header', messages: [`CONNECT\nx:${'x'.repeat(9_000)}`], ...tooLarge },
  {
    name: 'huge headers in pieces',
    messages: ['CONNECT\nx:', ...Array(100).fill('x'.repeat(100))],
    ...tooLarge,
  },
  { name: 'many headers', messages: [`CONNECT\n${'a:b\n'.repeat(40)}\n\0`], ...malformed },
  { name: 'a header without a colon', messages: ['CONNECT\npasscode\n\n\0'], ...malformed },
  { name: 'a header without a name', messages: ['CONNECT\n:x\n\n\0'], ...malformed },
  { name: 'version 1.0', messages: ['CONNECT\naccept-version:1.0\n\n\0'], ...malformed },
  { name: 'no version', messages: ['CONNECT\n\n\0'], ...malformed },
  { name: 'heart-beat of words', messages: [connectWith('heart-beat:a,b')], ...malformed },
  { name: 'negative heart-beat', messages: [connectWith('heart-beat:-1,0')], ...malformed },
  { name: 'endless heart-beat', messages: [connectWith('heart-beat:99999999999,0')], ...malformed },
  { name: 'a huge message', messages: ['x'.repeat(65_537)], ...tooLarge },
  { name: 'a huge CONNECT', messages: [connectWith(`x:${'x'.repeat(65_537)}`)], ...tooLarge },
]

const afterConnect: Attack[] = [
  { name: 'a second CONNECT', messages: [connectWith('passcode:x')], ...malformed },
  { name: 'NUL in headers', messages: ['SEND\ndest\0ination:x\n\n\0'], ...malformed },
  { name: 'an unknown escape', messages: ['SEND\ndestination:a\\tb\n\n\0'], ...malformed },
  { name: 'half an escape', messages: ['SEND\ndestination:a\\\n\n\0'], ...malformed },
  { name: 'CR in a header', messages: ['SEND\ndestination:a\rb\n\n\0'], ...malformed },
  {
    name: 'a header that is no UTF-8',
    messages: [Buffer.from('SEND\nx:\xff\xfe\n\n\0', 'latin1')],
    ...malformed,
  },
  { name: 'negative content-length', messages: ['SEND\ncontent-length:-1\n\n\0'], ...malformed },
  { name: 'content-length of words', messages: ['SEND\ncontent-length:1e3\n\n\0'], ...malformed },
  { name: 'huge content-length', messages: ['SEND\ncontent-length:99999999999\n\n'], ...tooLarge },
  { name: 'endless content-length', messages: [`SEND\ncontent-length:${'9'.repeat(99)}\n\n`], ...malformed },
  { name: 'a body beyond content-length', messages: ['SEND\ncontent-length:1\n\nab\0'], ...malformed },
  {
    name: 'a body of 65 KiB in one message',
    messages: [rawFrame('SEND', { destination: '/app/rooms/1' }, 'x'.repeat(65 * 1024))],
    ...tooLarge,
  },
  {
    name: 'a body that never ends',
    messages: ['SEND\na:b\n\n', ...Array(70).fill('x'.repeat(1_000))],
    ...tooLarge,
  },
  { name: 'a body on SUBSCRIBE', messages: [rawFrame('SUBSCRIBE', { id: 'x' }, 'body')], ...malformed },
  { name: 'SEND without destination', messages: [rawFrame('SEND', {})], ...malformed },
  { name: 'SUBSCRIBE without destination', messages: [rawFrame('SUBSCRIBE', { id: 'x' })], ...malformed },
  { name: 'SUBSCRIBE without id', messages: [subscribe({})], ...malformed },
  { name: 'UNSUBSCRIBE without id', messages: [rawFrame('UNSUBSCRIBE', {})], ...malformed },
  {
    name: 'an id used twice',
    messages: [subscribe({ id: 'x' }), rawFrame('SUBSCRIBE', { id: 'x', destination: '/user/queue/errors' })],
    ...malformed,
  },
  { name: 'a long id', messages: [subscribe({ id: 'x'.repeat(129) })], ...malformed },
  { name: 'an unknown ack mode', messages: [subscribe({ id: 'x', ack: 'maybe' })], ...malformed },
  { name: 'BEGIN', messages: [rawFrame('BEGIN', { transaction: 't' })], ...malformed },
  { name: 'COMMIT', messages: [rawFrame('COMMIT', { transaction: 't' })], ...malformed },
  { name: 'ABORT', messages: [rawFrame('ABORT', { transaction: 't' })], ...malformed },
  {
    name: 'SEND in a transaction',
    messages: [rawFrame('SEND', { destination: '/app/token', transaction: 't' })],
    ...malformed,
  },
  { name: 'a command after a good frame', messages: ['ACK\nid:1\n\n\0\r\n\nDANCE\n\n\0'], ...malformed },
]

function connectWith(header: string): string {
  return `CONNECT\naccept-version:1.2\n${header}\n\n\0`
}

function subscribe(headers: Record<string, string>): string {
  return rawFrame('SUBSCRIBE', { destination: '/user/queue/answers', ...headers })
}

test('each of the attacks ends its own connection as documented, and nobody else notices', async (t) => {
  const chat = await openChat(t, { settings: { AUTH_TIMEOUT_MS: '1500', CONNECTIONS_PER_MEMBER: '1000' } })
  const node = chat.nodes[0]!
  const [member, bystander] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(bystander.id)
  const others = await chat.client(bystander)
  const attacks = [...beforeConnect, ...afterConnect.map((attack) => ({ ...attack, signedIn: true }))]
  await Promise.all(
    attacks.map(async ({ name, messages, error, close, signedIn }) => {
      const raw = signedIn
        ? await RawStomp.connect(t, node, { token: member.token })
        : await RawStomp.open(t, node)
      for (const message of messages) raw.socket.send(message)
      const closed = await raw.closed()
      const last = raw.frames.findLast((frame) => frame.command === 'ERROR')
      assert.deepEqual({ error: last?.headers['code'], close: closed.code }, { error, close }, name)
      assert.ok(last)
      assert.equal(last.headers['version'], signedIn ? undefined : '1.2,1.1', name)
      assert.deepEqual(JSON.parse(last.body), {
        code: error,
        message: last.headers['message'],
        temporary: last.headers['temporary'] === 'true',
      })
    }),
  )
  assert.ok((await others.request('send', text(roomId, 'still here'))).seq > 0)
})

test('a frame that trickles in byte by byte, with any line ends and heart-beats around, is a frame', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const raw = await RawStomp.connect(t, chat.nodes[0]!, { token: member.token })
  const body = '한 글자씩\n\n'
  const frame = Buffer.from(
    `\r\n\n\nSEND\r\ndestination:/app/rooms/${roomId}\r\ndestination:/app/rooms/0\ncontent-type:text/plain;charset=utf-8\n` +
      `client-message-id:${randomUUID()}\nreceipt:a\\cb\\\\\\n\r\ncontent-length:${Buffer.byteLength(body)}\r\n\r\n${body}\0\r\n`,
  )
  for (const byte of frame) raw.socket.send(Buffer.from([byte]))
  const receipt = await raw.next('RECEIPT')
  assert.equal(receipt.headers['receipt-id'], 'a\\cb\\\\\\n', 'escaped again on its way back')
  const [row] = await chat.sql<{ text: string }[]>`select content ->> 'text' as text from messages`
  assert.equal(row!.text, body)
})

test('floods of heart-beats cost nothing; ten thousand subscriptions are rejected and bounded', async (t) => {
  const chat = await openChat(t, { settings: { SUBSCRIPTIONS_PER_CONNECTION: '5' } })
  const member = await chat.member()
  const rooms = await Promise.all(upTo(8).map(() => chat.group(member.id)))
  const raw = await RawStomp.connect(t, chat.nodes[0]!, { token: member.token })
  for (let n = 0; n < 50; n++) raw.socket.send('\n'.repeat(60_000))
  raw.send('SUBSCRIBE', { id: 'e', destination: '/user/queue/errors' })
  for (const id of rooms) raw.send('SUBSCRIBE', { id, destination: `/topic/rooms/${id}`, receipt: id })
  await until(() => raw.frames.filter(({ headers }) => headers['receipt-id']).length === 8 || undefined, {
    what: 'eight answers',
  })
  const rejected = raw.frames.filter(({ headers }) => headers['code'])
  assert.deepEqual(
    rejected.map(({ headers }) => headers['code']),
    Array(3).fill('TOO_MANY_SUBSCRIPTIONS'),
  )
  const many = upTo(10_000).map((n) =>
    rawFrame('SUBSCRIBE', { id: `i${n}`, destination: `/topic/rooms/${n + 1e6}` }),
  )
  for (let n = 0; n < many.length; n += 500) raw.socket.send(many.slice(n, n + 500).join(''))
  const rejections = () => raw.frames.filter(({ headers }) => headers['code']).length
  await until(() => rejections() === 10_003 || undefined, { what: 'every one to be rejected' })
  raw.send('UNSUBSCRIBE', { id: rooms[0]!, receipt: 'fine' })
  await raw.next('RECEIPT', { 'receipt-id': 'fine' })
})
