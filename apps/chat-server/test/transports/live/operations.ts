import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  results,
  chatErrors,
  type ChatErrorCode,
  closeCodes,
  HistoryPage,
  RoomEntry,
} from '@munova/chat-contract'
import { until } from '@munova/testing'
import { type Json, text } from '../../support/chat.ts'
import type { LiveClient } from './client.ts'
import type { Stage } from './stage.ts'

/** What a live operation may be rejected with for good, whatever carries it. */
const rejections: readonly ChatErrorCode[] = [
  'VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'NOT_A_MEMBER',
  'REPLY_NOT_FOUND',
  'PRODUCT_NOT_FOUND',
  'ROOM_CLOSED',
  'CLIENT_MESSAGE_ID_REUSED',
  'POSITION_LOST',
  'NOT_SUBSCRIBED',
  'ALREADY_SUBSCRIBED',
]

const reads = (client: LiveClient) => client.events.filter(({ event }) => event === 'read')

export function operationTests(stage: Stage): void {
  test('each operation has the result that the contract describes, and a repeated send the result of the first time', async (t) => {
    const { chat } = stage
    const [member, seller] = [await chat.member(), await chat.member('SELLER')]
    const roomId = await chat.group(member.id, seller.id)
    const productId = await chat.product(seller.id)
    const client = await stage.open(t, member)
    const ask = async (op: keyof typeof results, input: object): Promise<Json> => {
      const answer = await client.request(op, input)
      assert.deepEqual(results[op].parse(answer), answer, op)
      return answer
    }

    const standing = { roomId, position: 0, lastSeq: 0, readSeq: 0, epoch: 1, epochStart: 0 }
    assert.deepEqual(await ask('subscribe', { roomId, after: 0 }), standing)
    const message = text(roomId, '250 있나요? 👟 "quotes" \\ : \n\n \u202e')
    const sent = await ask('send', message)
    assert.equal(sent.seq, 1)
    const [row] = await chat.sql<{ seq: number; sentAt: Date }[]>`
      select seq, sent_at as "sentAt" from messages where client_message_id = ${message.clientMessageId}`
    assert.deepEqual([row!.seq, row!.sentAt.toISOString()], [1, sent.sentAt], 'answered means stored')
    assert.deepEqual(await ask('send', message), sent)
    const content = { productId, price: 1 }
    const card = { roomId, clientMessageId: randomUUID(), type: 'PRODUCT', content, replyTo: 1 }
    assert.equal((await ask('send', card)).seq, 2)

    await client.reached(roomId, 2)
    for (const event of client.events) assert.deepEqual(RoomEntry.parse(event), event)
    const [first, second] = client.events
    assert.deepEqual([first.content, first.senderId], [message.content, member.id])
    const shop = { productId, name: `shoe ${productId}`, price: 89000, imageUrl: null }
    assert.deepEqual([second.content, second.replyTo], [shop, 1], 'the card is the server’s')
    const page = await ask('history', { roomId, limit: 1 })
    assert.deepEqual(HistoryPage.parse(page), { items: [second], nextCursor: 2 })
    assert.deepEqual(await ask('history', { roomId, after: 0 }), { items: [first, second], nextCursor: null })
    assert.deepEqual(await ask('read', { roomId, seq: 9 }), { roomId, seq: 2, unread: 0 })
    assert.deepEqual(await ask('typing', { roomId }), {})
    const { expiresAt } = await ask('refresh', { token: member.token })
    assert.ok(Date.parse(expiresAt) > Date.now())
    assert.deepEqual(await ask('unsubscribe', { roomId }), { roomId })
    assert.equal(client.events.length, 2)
  })

  test('each rejection has its code, its words and what is wrong, and the connection stays open', async (t) => {
    const { chat } = stage
    const [owner, stranger] = [await chat.member(), await chat.member()]
    const foreign = await chat.group(owner.id)
    const [roomId, closed] = [await chat.group(stranger.id), await chat.group(stranger.id)]
    await chat.call(stranger, { path: `/v1/groups/${closed}/close`, method: 'POST' })
    const client = await stage.open(t, stranger)
    await client.request('subscribe', { roomId })
    const stored = text(roomId, 'the first')
    await client.request('send', stored)
    const expired = await chat.tokens.sign({ memberId: stranger.id, expiresIn: -60 })
    const product = { type: 'PRODUCT', content: { productId: 999_999 } }
    const notMine = [foreign, 999_999].flatMap((room): Rejection[] => [
      ['subscribe', { roomId: room }, 'NOT_A_MEMBER'],
      ['send', text(room, 'x'), 'NOT_A_MEMBER'],
      ['history', { roomId: room }, 'NOT_A_MEMBER'],
      ['read', { roomId: room, seq: 0 }, 'NOT_A_MEMBER'],
      ['typing', { roomId: room }, 'NOT_SUBSCRIBED'],
    ])
    const cases: Rejection[] = [
      ...notMine,
      ['send', { ...text(roomId, 'x'), clientMessageId: 'x' }, 'VALIDATION_FAILED', 'clientMessageId'],
      [
        'send',
        text(roomId, 'x', stored.clientMessageId.toUpperCase()),
        'VALIDATION_FAILED',
        'clientMessageId',
      ],
      ['send', text(roomId, '\u3164\u200b'), 'VALIDATION_FAILED', 'content.text'],
      ['send', { ...stored, content: { text: 'not the first' } }, 'CLIENT_MESSAGE_ID_REUSED'],
      ['send', text(roomId, '   '), 'VALIDATION_FAILED', 'content.text'],
      ['send', text(roomId, 'a\0b'), 'VALIDATION_FAILED', 'content.text'],
      ['send', text(roomId, 'x'.repeat(4_001)), 'VALIDATION_FAILED', 'content.text'],
      ['send', { ...text(roomId, 'x'), type: 'VIDEO' }, 'VALIDATION_FAILED', 'type'],
      ['history', { roomId, limit: 100_000 }, 'VALIDATION_FAILED', 'limit'],
      ['read', { roomId }, 'VALIDATION_FAILED', 'seq'],
      ['subscribe', { roomId: closed, after: 99 }, 'POSITION_LOST'],
      ['subscribe', { roomId }, 'ALREADY_SUBSCRIBED'],
      ['typing', { roomId: closed }, 'NOT_SUBSCRIBED'],
      ['send', { ...text(roomId, 'x'), replyTo: 9 }, 'REPLY_NOT_FOUND'],
      ['send', { ...text(roomId, 'x'), ...product }, 'PRODUCT_NOT_FOUND'],
      ['send', text(closed, 'x'), 'ROOM_CLOSED'],
      ['refresh', { token: 'nonsense' }, 'UNAUTHENTICATED'],
      ['refresh', { token: owner.token }, 'UNAUTHENTICATED'],
      ['refresh', { token: expired }, 'TOKEN_EXPIRED'],
    ]
    for (const [op, input, code, path] of cases) {
      const error = await client.rejection(op, input)
      const what = `${op} ${JSON.stringify(input).slice(0, 100)}`
      assert.deepEqual([error.code, error.temporary], [code, chatErrors[code].temporary], what)
      assert.ok(error.message.length > 0, what)
      assert.deepEqual(
        error.errors?.map((wrong: Json) => wrong.path),
        path && [path],
        what,
      )
    }
    assert.deepEqual(new Set(cases.map(([, , code]) => code)), new Set(rejections))
    assert.equal((await client.request('send', text(roomId, 'fine'))).seq, 2)
    await client.reached(roomId, 2)
    assert.deepEqual(client.seqs(roomId), [1, 2])
  })

  test('identity comes from the token alone: a sender in the payload changes nothing', async (t) => {
    const { chat } = stage
    const [member, victim] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(member.id, victim.id)
    const client = await stage.open(t, member)
    await client.request('subscribe', { roomId })
    const disguise = { senderId: victim.id, memberId: victim.id, role: 'ADMIN' }
    await client.request('send', { ...text(roomId, 'x'), ...disguise })
    await client.reached(roomId, 1)
    assert.equal(client.events[0].senderId, member.id)
  })

  test('a token that is forged, expired or nonsense: rejected by name, closed with the code of the table', async (t) => {
    const { chat, transport } = stage
    const member = await chat.member()
    const [head, , signature] = member.token.split('.')
    const claims = Buffer.from(JSON.stringify({ sub: '1', role: 'ADMIN', exp: 9e9 })).toString('base64url')
    const expired = await chat.tokens.sign({ memberId: member.id, expiresIn: -60 })
    const cases = [
      [`${head}.${claims}.${signature}`, 'UNAUTHENTICATED'],
      ['nonsense', 'UNAUTHENTICATED'],
      [expired, 'TOKEN_EXPIRED'],
    ] as const
    for (const [token, error] of cases) {
      const closeCode = closeCodes[error].code
      assert.deepEqual(await transport.rejection(t, chat.nodes[0]!, token), { error, closeCode })
    }
  })

  test('typing reaches the others who listen, on every node, and no connection of the member', async (t) => {
    const { chat } = stage
    const [typist, reader, idle] = [await chat.member(), await chat.member(), await chat.member()]
    const roomId = await chat.group(typist.id, reader.id, idle.id)
    const clients = await Promise.all([
      stage.open(t, typist),
      stage.open(t, typist, chat.nodes[1]),
      stage.open(t, reader),
      stage.open(t, reader, chat.nodes[1]),
    ])
    const away = await stage.open(t, idle)
    await Promise.all(clients.map((client) => client.request('subscribe', { roomId })))
    await clients[0].request('typing', { roomId })
    const typing = { event: 'typing', roomId, senderId: typist.id, senderName: `member ${typist.id}` }
    const [, , near, far] = clients
    await until(() => near.events.length + far.events.length === 2, { what: 'the event on both nodes' })
    await away.request('subscribe', { roomId, after: 0 })
    await clients[0].request('send', text(roomId, 'typed'))
    for (const client of [...clients, away]) await client.reached(roomId, 1)
    assert.deepEqual(
      [...clients, away].map(({ events }) => events.filter(({ event }) => event === 'typing')),
      [[], [], [typing], [typing], []],
    )
  })

  test('what one side of an inquiry has read reaches the other on every node, once, and no connection of its own', async (t) => {
    const { chat } = stage
    const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
    const productId = await chat.product(seller.id)
    const { body: inquiry } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
    const roomId: number = inquiry.id
    const [asking, near, far, answering] = await Promise.all([
      stage.open(t, buyer),
      stage.open(t, buyer),
      stage.open(t, buyer, chat.nodes[1]),
      stage.open(t, seller),
    ])
    const all = [asking, near, far, answering]
    await Promise.all(all.map((client) => client.request('subscribe', { roomId })))
    await asking.request('send', text(roomId, 'in 250?'))
    await answering.request('read', { roomId, seq: 1 })
    await answering.request('read', { roomId, seq: 1 })
    const { status } = await chat.call(seller, {
      path: `/v1/rooms/${roomId}/read`,
      method: 'PUT',
      body: { seq: 1 },
    })
    assert.equal(status, 200)
    await until(() => all.slice(0, 3).every((client) => reads(client).length > 0), { what: 'the event' })
    await answering.request('send', text(roomId, 'yes'))
    await Promise.all(all.map((client) => client.reached(roomId, 2)))
    const read = { event: 'read', roomId, memberId: seller.id, readSeq: 1 }
    assert.deepEqual(all.map(reads), [[read], [read], [read], []])
    const { body } = await chat.call(buyer, { path: `/v1/rooms/${roomId}` })
    assert.deepEqual([body.readSeq, body.peerReadSeq], [1, 2])
  })

  test('in a group nobody is told what others have read', async (t) => {
    const { chat } = stage
    const [reader, writer] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(reader.id, writer.id)
    const [reading, writing] = [await stage.open(t, reader), await stage.open(t, writer)]
    for (const client of [reading, writing]) await client.request('subscribe', { roomId })
    await writing.request('send', text(roomId, 'hello'))
    await reading.request('read', { roomId, seq: 1 })
    await writing.request('send', text(roomId, 'are you there?'))
    await Promise.all([reading, writing].map((client) => client.reached(roomId, 2)))
    assert.deepEqual(
      writing.events.map(({ event }) => event),
      ['message', 'message'],
    )
    const { body } = await chat.call(writer, { path: `/v1/rooms/${roomId}` })
    assert.equal(body.peerReadSeq, null)
  })
}

type Rejection = [op: string, input: object, code: ChatErrorCode, path?: string]
