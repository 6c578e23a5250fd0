import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connectMemory, connectRabbit } from '@munova/broker'
import { ChatEvent } from '@munova/event-contract'
import { until } from '@munova/testing'
import { type Chat, openChat, text } from '../support/chat.ts'
import { nodeProcess } from '../support/node-process.ts'

type InquiryEvent = Exclude<ChatEvent, { type: 'projection.requested' }>
const types = ['inquiry.opened', 'inquiry.answered', 'inquiry.closed', 'chat.message.unread']
const quick = { INQUIRY_SCAN_INTERVAL_MS: '10', UNREAD_AFTER_MS: '150', OUTBOX_POLL_MS: '20' }

/** The events that commerce-api gets; duplicates are left out, as by its inbox. */
async function listen(t: TestContext, chat: Chat): Promise<InquiryEvent[]> {
  const broker = chat.amqpUrl === undefined ? connectMemory(chat.exchange) : connectRabbit(chat.amqpUrl)
  const ids = new Set<string>()
  const events: InquiryEvent[] = []
  const consumer = broker.consume(
    { queue: 'listener', types, prefetch: 10, maxAttempts: 1, retryDelayMs: 1, isTransient: () => false },
    async ({ body }) => {
      const event = ChatEvent.parse(JSON.parse(Buffer.from(body).toString()))
      if (event.type === 'projection.requested' || ids.has(event.id)) return
      ids.add(event.id)
      events.push(event)
    },
  )
  t.after(() => broker.close())
  await consumer.ready
  return events
}

async function openInquiry(t: TestContext, settings: Record<string, string> = quick) {
  const chat = await openChat(t, { settings })
  const events = await listen(t, chat)
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
  const dataOf = (type: InquiryEvent['type']) =>
    events.filter((event) => event.type === type).map(({ data }) => data)
  /** Both members were checked: the messages so far emit no further event. */
  const checked = async () => {
    const [{ seq }] = await chat.sql<
      [{ seq: number }]
    >`select last_message_seq as seq from rooms where id = ${roomId}`
    await until(
      async () =>
        (await chat.sql`select from inquiry_event_state where seen_seq = ${seq} and check_at is null`)
          .length === 1,
      { what: 'the room to be checked' },
    )
    await until(async () => (await chat.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
  }
  return { chat, events, seller, buyer, productId, roomId, state, dataOf, checked }
}

test('an inquiry emits one event when it is opened and one when it is closed', async (t) => {
  const { chat, seller, buyer, productId, roomId, state, dataOf } = await openInquiry(t)
  await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  for (let i = 0; i < 2; i++)
    await chat.call(seller, { method: 'POST', path: `/v1/inquiries/${roomId}/close` })
  await until(() => dataOf('inquiry.closed').length > 0, { what: 'the close event' })
  await until(async () => (await chat.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
  assert.deepEqual(dataOf('inquiry.opened'), [state])
  assert.deepEqual(dataOf('inquiry.closed'), [state])
})

test('an event that the broker would reject fails the request that causes it, with a code', async (t) => {
  const { chat, seller, roomId } = await openInquiry(t)
  // No request can write one: here the bound is smaller instead.
  await chat.sql`
    alter table outbox drop constraint outbox_size,
      add constraint outbox_size check (octet_length(data::text) <= 10) not valid`
  const { status, body } = await chat.call(seller, { method: 'POST', path: `/v1/inquiries/${roomId}/close` })
  assert.deepEqual([status, (body as { code?: string }).code], [413, 'PAYLOAD_TOO_LARGE'])
})

test('closing a group emits no event', async (t) => {
  const { chat, seller, buyer, events } = await openInquiry(t)
  const roomId = await chat.group(seller.id, buyer.id)
  const client = await chat.client(seller)
  await client.request('send', text(roomId, '안녕하세요'))
  await chat.call(seller, { method: 'POST', path: `/v1/groups/${roomId}/close` })
  await until(() => events.length > 0, { what: 'the inquiry' })
  assert.deepEqual(events.map(({ type }) => type), ['inquiry.opened']) // prettier-ignore
  assert.equal((await chat.sql`select from outbox`).length, 0)
})

test('only the first message of the seller after one of the buyer is an answer', async (t) => {
  const { chat, seller, buyer, roomId, state, dataOf, checked } = await openInquiry(t)
  const [asks, answers] = [await chat.client(buyer), await chat.client(seller)]
  await answers.request('send', text(roomId, '무엇이든 물어보세요'))
  await checked()
  assert.deepEqual(dataOf('inquiry.answered'), [])
  const question = await asks.request('send', text(roomId, '정사이즈인가요?'))
  await asks.request('send', text(roomId, '발볼은요?'))
  await chat.sql`
    update messages set sent_at = sent_at - interval '12 minutes' where room_id = ${roomId} and seq <= ${question['seq'] as number}`
  const { seq } = await answers.request('send', text(roomId, '네'))
  await until(() => dataOf('inquiry.answered').length > 0, { what: 'the answer' })
  const answered = dataOf('inquiry.answered')
  const waitedSeconds = Number((answered[0] as { waitedSeconds?: number }).waitedSeconds)
  assert.deepEqual(answered, [{ ...state, seq, waitedSeconds }])
  // From the first question, whatever was asked after it.
  assert.ok(waitedSeconds >= 720 && waitedSeconds < 840, `${waitedSeconds} s`)
  await answers.request('send', text(roomId, '발볼이 넓으시면 한 치수 크게'))
  await checked()
  assert.equal(dataOf('inquiry.answered').length, 1)
  await asks.request('send', text(roomId, '감사합니다'))
  await answers.request('send', text(roomId, '네'))
  await until(() => dataOf('inquiry.answered').length === 2, { what: 'the second answer' })
})

test('closing an inquiry is not an answer', async (t) => {
  const { chat, seller, buyer, roomId, dataOf, checked } = await openInquiry(t)
  await (await chat.client(buyer)).request('send', text(roomId, '계세요?'))
  await chat.call(seller, { method: 'POST', path: `/v1/inquiries/${roomId}/close` })
  await checked()
  assert.deepEqual(dataOf('inquiry.answered'), [])
})

test('an unread message emits one event for the member, and the next one only after they have read', async (t) => {
  const { chat, seller, buyer, roomId, state, dataOf, checked } = await openInquiry(t)
  const [asks, reads] = [await chat.client(buyer), await chat.client(seller)]
  await asks.request('send', text(roomId, '하나'))
  await asks.request('send', text(roomId, '둘'))
  await until(() => dataOf('chat.message.unread').length > 0, { what: 'the event' })
  assert.deepEqual(dataOf('chat.message.unread'), [{ ...state, memberId: seller.id, unread: 2, seq: 2 }])
  await asks.request('send', text(roomId, '셋'))
  await checked()
  assert.equal(dataOf('chat.message.unread').length, 1)
  await reads.request('read', { roomId, seq: 3 })
  await asks.request('send', text(roomId, '넷'))
  await until(() => dataOf('chat.message.unread').length === 2, { what: 'the second event' })
  await reads.request('send', text(roomId, '네'))
  await until(() => dataOf('chat.message.unread').length === 3, { what: 'the event of the buyer' })
  assert.deepEqual(dataOf('chat.message.unread').slice(1), [
    { ...state, memberId: seller.id, unread: 1, seq: 4 },
    { ...state, memberId: buyer.id, unread: 1, seq: 5 },
  ])
})

test('a member who reads in time causes no event', async (t) => {
  const { chat, seller, buyer, roomId, dataOf, checked } = await openInquiry(t, {
    ...quick,
    UNREAD_AFTER_MS: '600',
  })
  const [asks, reads] = [await chat.client(buyer), await chat.client(seller)]
  for (let seq = 1; seq <= 5; seq++) {
    await asks.request('send', text(roomId, '?'))
    await reads.request('read', { roomId, seq })
  }
  await checked()
  assert.deepEqual(dataOf('chat.message.unread'), [])
})

test('three nodes whose scan queues overflow emit one event for each room', async (t) => {
  const rooms = 40
  const chat = await openChat(t, {
    nodes: 3,
    settings: { ...quick, INQUIRY_SCAN_QUEUE: '5', INQUIRY_SCAN_BATCH: '7' },
  })
  const events = await listen(t, chat)
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
  const unread = () => events.filter(({ type }) => type === 'chat.message.unread')
  await until(() => unread().length >= rooms, { what: 'an event of every room' })
  await until(
    async () => (await chat.sql`select from inquiry_event_state where check_at is null`).length === rooms,
    { what: 'all rooms to be checked' },
  )
  await until(async () => (await chat.sql`select from outbox`).length === 0, { what: 'an empty outbox' })
  assert.deepEqual(unread().map(({ data }) => data.roomId).toSorted((a, b) => a - b), ids) // prettier-ignore
  const metrics = await Promise.all(
    chat.nodes.map(async (node) => (await fetch(new URL('/metrics', node.url))).text()),
  )
  assert.ok(metrics.some((page) => /chat_inquiry_scan_overflows_total [1-9]/.test(page)))
})

test('the full scan of another node finds what a node had not scanned when it was killed', async (t) => {
  const never = { INQUIRY_SCAN_INTERVAL_MS: '600000', OUTBOX_POLL_MS: '600000' }
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit', settings: never })
  const events = await listen(t, chat)
  const seller = await chat.member('SELLER')
  const buyer = await chat.member()
  const productId = await chat.product(seller.id)
  const killed = await nodeProcess(t, chat)
  const { body } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId }, node: killed })
  const client = await chat.client(buyer, killed)
  await client.request('send', text(body.id, '계세요?'))
  assert.equal((await chat.sql`select from inquiry_event_state`).length, 0)
  await killed.kill()
  // It has published inquiry.opened and would keep the lease of the outbox for a while.
  await chat.sql`delete from outbox_lease`
  await chat.addNode(quick)
  await until(() => events.some(({ type }) => type === 'chat.message.unread'), { what: 'the event' })
  assert.deepEqual(events.map(({ type }) => type).toSorted(), ['chat.message.unread', 'inquiry.opened']) // prettier-ignore
})
