import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connectMemory, connectRabbit } from '@munova/broker'
import { ChatEvent } from '@munova/event-contract'
import { until } from '@munova/testing'
import { type Chat, openChat, text } from '../support/chat.ts'
import { nodeProcess } from '../support/node-process.ts'

type Told = Exclude<ChatEvent, { type: 'projection.requested' }>
const types = ['inquiry.opened', 'inquiry.answered', 'inquiry.closed', 'chat.message.unread']
const quick = { INQUIRY_SCAN_INTERVAL_MS: '10', UNREAD_AFTER_MS: '150', OUTBOX_POLL_MS: '20' }

/** What commerce-api hears; events that come again are left out, as an inbox does. */
async function listen(t: TestContext, chat: Chat): Promise<Told[]> {
  const broker = chat.amqpUrl === undefined ? connectMemory(chat.exchange) : connectRabbit(chat.amqpUrl)
  const told = new Map<string, Told>()
  const list: Told[] = []
  const consumer = broker.consume(
    { queue: 'listener', types, prefetch: 10, maxAttempts: 1, retryDelayMs: 1 },
    async ({ body }) => {
      const event = ChatEvent.parse(JSON.parse(Buffer.from(body).toString()))
      if (event.type === 'projection.requested' || told.has(event.id)) return
      told.set(event.id, event)
      list.push(event)
    },
  )
  t.after(() => broker.close())
  await consumer.ready
  return list
}

async function openInquiry(t: TestContext, settings: Record<string, string> = quick) {
  const chat = await openChat(t, { settings })
  const told = await listen(t, chat)
  const seller = await chat.member('SELLER')
  const buyer = await chat.member()
  const productId = await chat.product(seller.id)
  const { body } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const roomId: number = body.id
  const state = {
    roomId,
    buyerId: buyer.id,
    buyerName: `member ${buyer.id}`,
    sellerId: seller.id,
    productId,
    productName: `shoe ${productId}`,
  }
  const heard = (type: Told['type']) => told.filter((event) => event.type === type).map(({ data }) => data)
  /** Both have been looked at: nothing more is going to be told of what was written so far. */
  const looked = async () => {
    const [{ seq }] = await chat.sql<
      [{ seq: number }]
    >`select last_message_seq as seq from rooms where id = ${roomId}`
    await until(
      async () =>
        (await chat.sql`select from inquiry_event_state where seen_seq = ${seq} and check_at is null`)
          .length === 1,
      { what: 'the notices of the room to be settled' },
    )
    await until(async () => (await chat.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
  }
  return { chat, told, seller, buyer, productId, roomId, state, heard, looked }
}

test('an inquiry tells that it was opened and closed, once each', async (t) => {
  const { chat, seller, buyer, productId, roomId, state, heard } = await openInquiry(t)
  await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  for (let i = 0; i < 2; i++)
    await chat.call(seller, { method: 'POST', path: `/v1/inquiries/${roomId}/close` })
  await until(() => heard('inquiry.closed').length > 0, { what: 'the end' })
  await until(async () => (await chat.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
  assert.deepEqual(heard('inquiry.opened'), [state])
  assert.deepEqual(heard('inquiry.closed'), [state])
})

test('a group that is closed tells nobody', async (t) => {
  const { chat, seller, buyer, told } = await openInquiry(t)
  const roomId = await chat.group(seller.id, buyer.id)
  const client = await chat.client(seller)
  await client.request('send', text(roomId, '안녕하세요'))
  await chat.call(seller, { method: 'POST', path: `/v1/groups/${roomId}/close` })
  await until(() => told.length > 0, { what: 'the inquiry' })
  assert.deepEqual(told.map(({ type }) => type), ['inquiry.opened']) // prettier-ignore
  assert.equal((await chat.sql`select from outbox`).length, 0)
})

test('the seller’s first message after the buyer’s is an answer, further ones are not', async (t) => {
  const { chat, seller, buyer, roomId, state, heard, looked } = await openInquiry(t)
  const [asks, answers] = [await chat.client(buyer), await chat.client(seller)]
  await answers.request('send', text(roomId, '무엇이든 물어보세요'))
  await looked()
  assert.deepEqual(heard('inquiry.answered'), [])
  await asks.request('send', text(roomId, '정사이즈인가요?'))
  const { seq } = await answers.request('send', text(roomId, '네'))
  await until(() => heard('inquiry.answered').length > 0, { what: 'the answer' })
  assert.deepEqual(heard('inquiry.answered'), [{ ...state, seq }])
  await answers.request('send', text(roomId, '발볼이 넓으시면 한 치수 크게'))
  await looked()
  assert.equal(heard('inquiry.answered').length, 1)
  await asks.request('send', text(roomId, '감사합니다'))
  await answers.request('send', text(roomId, '네'))
  await until(() => heard('inquiry.answered').length === 2, { what: 'the second answer' })
})

test('closing is no answer', async (t) => {
  const { chat, seller, buyer, roomId, heard, looked } = await openInquiry(t)
  await (await chat.client(buyer)).request('send', text(roomId, '계세요?'))
  await chat.call(seller, { method: 'POST', path: `/v1/inquiries/${roomId}/close` })
  await looked()
  assert.deepEqual(heard('inquiry.answered'), [])
})

test('who does not read for a while is told of it, once until they read', async (t) => {
  const { chat, seller, buyer, roomId, state, heard, looked } = await openInquiry(t)
  const [asks, reads] = [await chat.client(buyer), await chat.client(seller)]
  await asks.request('send', text(roomId, '하나'))
  await asks.request('send', text(roomId, '둘'))
  await until(() => heard('chat.message.unread').length > 0, { what: 'the notice' })
  assert.deepEqual(heard('chat.message.unread'), [{ ...state, memberId: seller.id, unread: 2, seq: 2 }])
  await asks.request('send', text(roomId, '셋'))
  await looked()
  assert.equal(heard('chat.message.unread').length, 1)
  await reads.request('read', { roomId, seq: 3 })
  await asks.request('send', text(roomId, '넷'))
  await until(() => heard('chat.message.unread').length === 2, { what: 'the second notice' })
  await reads.request('send', text(roomId, '네'))
  await until(() => heard('chat.message.unread').length === 3, { what: 'the notice of the buyer' })
  assert.deepEqual(heard('chat.message.unread').slice(1), [
    { ...state, memberId: seller.id, unread: 1, seq: 4 },
    { ...state, memberId: buyer.id, unread: 1, seq: 5 },
  ])
})

test('who reads in time is not told', async (t) => {
  const { chat, seller, buyer, roomId, heard, looked } = await openInquiry(t, {
    ...quick,
    UNREAD_AFTER_MS: '600',
  })
  const [asks, reads] = [await chat.client(buyer), await chat.client(seller)]
  for (let seq = 1; seq <= 5; seq++) {
    await asks.request('send', text(roomId, '?'))
    await reads.request('read', { roomId, seq })
  }
  await looked()
  assert.deepEqual(heard('chat.message.unread'), [])
})

test('three nodes, many rooms, more than are remembered: each notice once', async (t) => {
  const rooms = 40
  const chat = await openChat(t, {
    nodes: 3,
    settings: { ...quick, INQUIRY_SCAN_QUEUE: '5', INQUIRY_SCAN_BATCH: '7' },
  })
  const told = await listen(t, chat)
  const seller = await chat.member('SELLER')
  const buyer = await chat.member()
  const clients = await Promise.all(chat.nodes.map((node) => chat.client(buyer, node)))
  const ids: number[] = []
  for (let i = 0; i < rooms; i++) {
    const productId = await chat.product(seller.id)
    ids.push((await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })).body.id)
  }
  await Promise.all(
    ids.flatMap((roomId) => clients.map((client) => client.request('send', text(roomId, '안녕하세요')))),
  )
  const unread = () => told.filter(({ type }) => type === 'chat.message.unread')
  await until(() => unread().length >= rooms, { what: 'a notice of every room' })
  await until(
    async () => (await chat.sql`select from inquiry_event_state where check_at is null`).length === rooms,
    { what: 'all rooms to be settled' },
  )
  await until(async () => (await chat.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
  assert.deepEqual(unread().map(({ data }) => data.roomId).toSorted((a, b) => a - b), ids) // prettier-ignore
  const metrics = await Promise.all(
    chat.nodes.map(async (node) => (await fetch(new URL('/metrics', node.url))).text()),
  )
  assert.ok(metrics.some((page) => /chat_inquiry_scan_overflows_total [1-9]/.test(page)))
})

test('a node that is killed before it looked loses no notice: the next one finds it', async (t) => {
  const never = { INQUIRY_SCAN_INTERVAL_MS: '600000', OUTBOX_POLL_MS: '600000' }
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit', settings: never })
  const told = await listen(t, chat)
  const seller = await chat.member('SELLER')
  const buyer = await chat.member()
  const productId = await chat.product(seller.id)
  const doomed = await nodeProcess(t, chat)
  const { body } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId }, node: doomed })
  const client = await chat.client(buyer, doomed)
  await client.request('send', text(body.id, '계세요?'))
  assert.equal((await chat.sql`select from inquiry_event_state`).length, 0)
  await doomed.kill()
  // It published that the inquiry was opened, and would hold the right to publish for a while yet.
  await chat.sql`delete from outbox_lease`
  await chat.addNode(quick)
  await until(() => told.some(({ type }) => type === 'chat.message.unread'), { what: 'the notice' })
  assert.deepEqual(told.map(({ type }) => type).toSorted(), ['chat.message.unread', 'inquiry.opened']) // prettier-ignore
})
