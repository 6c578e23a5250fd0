import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat } from '../support/chat.ts'
import { withdraw } from '../support/withdraw.ts'

test("the inbox tells a seller that a buyer's name has changed, as the list of rooms does", async (t) => {
  const chat = await openChat(t, { settings: { INBOX_SWEEP_MS: '200' } })
  const [seller, buyer] = [await chat.member('SELLER'), await chat.member()]
  const productId = await chat.product(seller.id)
  const { body: room } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const client = await chat.client(seller)
  await client.request('inbox')
  await withdraw(chat.sql, buyer)
  const { body: list } = await chat.call(seller, { path: '/v1/rooms' })
  assert.equal(list.items[0].buyer.name, null)
  await client.inboxReached(room.id, (event) => event.room?.buyer.name === null)
})
