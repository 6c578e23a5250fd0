import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { type Chat, openChat, text } from '../support/chat.ts'
import { holdRoom } from '../support/hold-room.ts'
import { draft, openRoomLog } from '../support/open-room-log.ts'

const REUSED = 'CLIENT_MESSAGE_ID_REUSED'
const url = 'https://munova.example/1.jpg'

/** An inquiry in which its buyer has sent one message. */
async function openInquiry(chat: Chat) {
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const [productId, otherProductId] = [await chat.product(seller.id), await chat.product(seller.id)]
  const body = { productId }
  const { id: roomId } = (await chat.call(buyer, { path: '/v1/inquiries', body })).body
  for (const id of [1, 2]) {
    await chat.sql`
      insert into orders (id, seller_id, buyer_id, number, title, items, total, status, revision)
      values (${id}, ${seller.id}, ${buyer.id}, 'N', 'shoe', 1, 89000, 'PAID', 1)`
  }
  const client = await chat.client(buyer)
  await client.request('send', text(roomId, 'the first'))
  return { roomId, productId, otherProductId, client }
}

test('the same id with another message is rejected for good, and the same message gets the first seq', async (t) => {
  const chat = await openChat(t)
  const { roomId, productId, otherProductId, client } = await openInquiry(chat)
  const inputs = [
    { type: 'TEXT', content: { text: '250 있나요?' } },
    { type: 'TEXT', content: { text: '250 있나요' } },
    { type: 'TEXT', content: { text: '250 있나요?' }, replyTo: 1 },
    { type: 'IMAGE', content: { url } },
    { type: 'IMAGE', content: { url, width: 100 } },
    { type: 'PRODUCT', content: { productId } },
    { type: 'PRODUCT', content: { productId: otherProductId } },
    { type: 'PRODUCT', content: { productId }, replyTo: 1 },
    { type: 'ORDER', content: { orderId: 1 } },
    { type: 'ORDER', content: { orderId: 2 } },
  ]
  for (const first of inputs) {
    const { clientMessageId } = text(roomId, '')
    const send = (input: object) => client.request('send', { ...input, roomId, clientMessageId })
    const sent = await send(first)
    // The server's part of a card is not what was sent.
    await chat.sql`update products set name = name || '!', price = price + 1`
    await chat.sql`update orders set title = title || '!', status = 'SHIPPED'`
    for (const second of inputs) {
      if (second === first) assert.deepEqual(await send(second), sent)
      else {
        const input = { ...second, roomId, clientMessageId }
        const { code, temporary } = await client.rejection('send', input)
        assert.deepEqual([code, temporary], [REUSED, false], JSON.stringify([first, second]))
      }
    }
  }
  const [{ count } = { count: 0 }] = await chat.sql<{ count: number }[]>`select count(*) from messages`
  assert.equal(count, 1 + inputs.length)
})

test('an id is one of its sender and its room: others may have chosen it too', async (t) => {
  const chat = await openChat(t)
  const [one, other] = [await chat.member(), await chat.member()]
  const rooms = [await chat.group(one.id, other.id), await chat.group(one.id)]
  const { clientMessageId } = text(0, '')
  const clients = [await chat.client(one), await chat.client(other)]
  const sends = [
    { from: 0, to: 0, seq: 1 },
    { from: 1, to: 0, seq: 2 },
    { from: 0, to: 1, seq: 1 },
  ]
  for (const { from, to, seq } of sends) {
    const sent = await clients[from]!.request('send', text(rooms[to]!, `${from} ${to}`, clientMessageId))
    assert.equal(sent.seq, seq)
  }
})

test('drafts that wait at the same time under one id: each gets the result of its own message', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const roomLog = openRoomLog(t, chat.sql)
  const first = draft(roomId, member.id, '{"text":"first"}')
  const second = { ...first, content: '{"text":"second"}' }
  const release = await holdRoom(chat.sql, roomId)
  const results = [first, second, first, second, first].map((each) => roomLog.append({ ...each }))
  await release()
  const outcomes = (await Promise.all(results)).map((result) =>
    'seq' in result ? result.seq : result.outcome,
  )
  assert.deepEqual(outcomes, [1, REUSED, 1, REUSED, 1])
})

test('when the earlier of two drafts with one id is rejected, the later one is judged by itself', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const roomLog = openRoomLog(t, chat.sql)
  const right = draft(roomId, member.id, '{"text":"x"}')
  const release = await holdRoom(chat.sql, roomId)
  const results = [{ ...right, replyTo: 9 }, right].map((each) => roomLog.append(each))
  await release()
  assert.deepEqual(
    (await Promise.all(results)).map(({ outcome }) => outcome),
    ['REPLY_NOT_FOUND', 'STORED'],
  )
})

test('two nodes that store different messages under one id at once: one is stored, the other rejected', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const nodes = [openRoomLog(t, chat.sql), openRoomLog(t, chat.sql)]
  const first = draft(roomId, member.id, '{"text":"first"}')
  const drafts = [first, { ...first, content: '{"text":"second"}' }]
  const release = await holdRoom(chat.sql, roomId)
  const results = nodes.map((node, index) => node.append(drafts[index]!))
  // Both statements have their snapshot, in which the id is free.
  await until(async () => (await waitingForLock(chat)) === 2, { what: 'both statements to wait' })
  await release()
  assert.deepEqual((await Promise.all(results)).map(({ outcome }) => outcome).toSorted(), [REUSED, 'STORED'])
})

async function waitingForLock({ sql }: Chat): Promise<number> {
  const [row] = await sql<{ waiting: number }[]>`
    select count(*) as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%duplicates as materialized%'`
  return row!.waiting
}
