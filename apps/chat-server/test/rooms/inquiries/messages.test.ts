import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../../support/chat.ts'

test('a buyer and a seller in an inquiry see the same messages, and each send is acknowledged with the stored seq', async (t) => {
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
