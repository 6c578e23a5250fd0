import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../../support/chat.ts'

test('only the seller closes and reopens an inquiry; a closed one accepts no messages, and a newer one prevents reopening', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const { body: room } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const act = (member: { token: string }, verb: string) =>
    chat.call(member, { path: `/v1/inquiries/${room.id}/${verb}`, method: 'POST' })

  assert.equal((await act(buyer, 'close')).body.code, 'NOT_THE_OWNER')
  const client = await chat.client(buyer)
  await client.request('subscribe', { roomId: room.id })
  assert.equal((await act(seller, 'close')).body.status, 'CLOSED')
  await client.reached(room.id, 1)
  assert.equal(client.events[0].event, 'room.closed')
  assert.equal((await client.rejection('send', text(room.id, 'hello?'))).code, 'ROOM_CLOSED')
  assert.equal((await act(seller, 'reopen')).body.status, 'OPEN')
  assert.equal((await client.request('send', text(room.id, 'hello?'))).seq, 3)

  await act(seller, 'close')
  const { body: newer, status } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  assert.equal(status, 201)
  assert.notEqual(newer.id, room.id)
  assert.equal((await act(seller, 'reopen')).body.code, 'INQUIRY_OPEN_ELSEWHERE')
})
