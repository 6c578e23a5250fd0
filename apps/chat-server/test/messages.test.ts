import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openChat, text } from './chat.ts'
import { upTo } from './client.ts'

test('a buyer asks a seller, both see the same messages, and the answer is a stored seq', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const product = await chat.product(seller.id)
  const { status, body: room } = await chat.call(buyer, {
    path: '/v1/inquiries',
    body: { productId: product },
  })
  assert.equal(status, 201)
  const [asking, answering] = [await chat.client(buyer), await chat.client(seller)]
  await Promise.all([asking, answering].map((client) => client.request('subscribe', { roomId: room.id })))

  const sent = await asking.request('send', text(room.id, '250 사이즈 재고 있나요?'))
  assert.equal(sent.seq, 1)
  await answering.reached(room.id, 1)
  await answering.request('send', text(room.id, '네, 있습니다'))
  await asking.reached(room.id, 2)
  await answering.reached(room.id, 2)

  assert.deepEqual(asking.events, answering.events)
  assert.equal(asking.events[0].content.text, '250 사이즈 재고 있나요?')
  assert.equal(asking.events[0].senderId, buyer.id)
  const rows = await chat.sql`select seq, sender_id from messages where room_id = ${room.id} order by seq`
  assert.deepEqual(
    rows.map((row) => [row['seq'], row['sender_id']]),
    [
      [1, buyer.id],
      [2, seller.id],
    ],
  )
})

test('64 concurrent senders on two nodes: seqs without gaps, the same order on both nodes', async (t) => {
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit' })
  const members = await Promise.all(upTo(64).map(() => chat.member()))
  const roomId = await chat.group(...members.map((member) => member.id))
  const clients = await Promise.all(
    members.map((member, index) => chat.client(member, chat.nodes[index % 2])),
  )
  await Promise.all(clients.map((client) => client.request('subscribe', { roomId })))
  const each = 10
  const answers = await Promise.all(
    clients.flatMap((client, sender) =>
      upTo(each).map((n) => client.request('send', text(roomId, `${sender}-${n}`))),
    ),
  )
  const total = clients.length * each
  assert.deepEqual(
    answers.map((answer) => answer.seq).toSorted((a, b) => a - b),
    upTo(total),
  )
  await Promise.all(clients.map((client) => client.reached(roomId, total)))
  for (const client of clients) assert.deepEqual(client.events, clients[0]!.events)
  assert.deepEqual(clients[0]!.seqs(roomId), upTo(total))
  for (const sender of clients.keys()) {
    const own = clients[0]!.events.filter((event) => event.senderId === members[sender]!.id)
    assert.deepEqual(
      own.map((event) => event.content.text),
      upTo(each).map((n) => `${sender}-${n}`),
      'a sender’s own messages keep their order',
    )
  }
})

test('the same clientMessageId ten times at once, over two nodes: one row, ten equal answers', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const clients = await Promise.all(chat.nodes.map((node) => chat.client(member, node)))
  await clients[0]!.request('subscribe', { roomId })
  for (let round = 0; round < 20; round++) {
    const message = text(roomId, `round ${round}`, randomUUID())
    const answers = await Promise.all(upTo(10).map((n) => clients[n % 2]!.request('send', message)))
    for (const answer of answers) assert.deepEqual(answer, answers[0])
  }
  const [count] = await chat.sql`select count(*)::int as count from messages where room_id = ${roomId}`
  assert.equal(count!['count'], 20)
  await clients[0]!.reached(roomId, 20)
  assert.deepEqual(clients[0]!.seqs(roomId), upTo(20))
})

test('subscribe with after gives exactly what is missing, from the ring and from the log', async (t) => {
  const chat = await openChat(t, { settings: { RING_ENTRIES: '8' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const writer = await chat.client(member)
  await writer.request('subscribe', { roomId })
  for (const n of upTo(40)) await writer.request('send', text(roomId, `${n}`))
  for (const after of [0, 5, 31, 32, 33, 39, 40]) {
    const reader = await chat.client(member)
    const answer = await reader.request('subscribe', { roomId, after })
    assert.equal(answer.position, after)
    assert.equal(answer.lastSeq, 40)
    if (after < 40) await reader.reached(roomId, 40)
    assert.deepEqual(reader.seqs(roomId), upTo(40).slice(after))
    await reader.close()
  }
})

test('subscribing while others send: no seq twice, none missing', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { RING_ENTRIES: '16' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const writers = await Promise.all(chat.nodes.map((node) => chat.client(member, node)))
  const total = 400
  const sending = Promise.all(
    writers.map(async (writer) => {
      for (let n = 0; n < total / 2; n++) await writer.request('send', text(roomId, `${n}`))
    }),
  )
  const readers = []
  for (const n of upTo(6)) {
    const reader = await chat.client(member, chat.nodes[n % 2])
    await reader.request('subscribe', { roomId, after: 0 })
    readers.push(reader)
  }
  await sending
  await Promise.all(readers.map((reader) => reader.reached(roomId, total)))
  for (const reader of readers) assert.deepEqual(reader.seqs(roomId), upTo(total))
})

test('a product card carries what the server knows, not what the client says', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const product = await chat.product(seller.id)
  const roomId = await chat.group(buyer.id)
  const client = await chat.client(buyer)
  await client.request('subscribe', { roomId })
  const card = {
    roomId,
    clientMessageId: randomUUID(),
    type: 'PRODUCT',
    content: { productId: product, price: 1 },
  }
  await client.request('send', card)
  await client.reached(roomId, 1)
  assert.deepEqual(client.events[0].content, {
    productId: product,
    name: `shoe ${product}`,
    price: 89000,
    imageUrl: null,
  })
  const missing = { ...card, clientMessageId: randomUUID(), content: { productId: 999_999 } }
  assert.equal((await client.refusal('send', missing)).code, 'PRODUCT_NOT_FOUND')
})
