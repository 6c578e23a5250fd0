import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('200 concurrent requests of a buyer for one product, over two nodes, open one inquiry and get the same response', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const responses = await Promise.all(
    upTo(200).map((n) =>
      chat.call(buyer, { path: '/v1/inquiries', body: { productId }, node: chat.nodes[n % 2]! }),
    ),
  )
  assert.equal(responses.filter(({ status }) => status === 201).length, 1)
  assert.equal(responses.filter(({ status }) => status === 200).length, 199)
  for (const { body } of responses) assert.deepEqual(body, responses[0]!.body)
  const rooms = await chat.sql`select id from rooms`
  assert.equal(rooms.length, 1)
})

test('an opened inquiry has a location, which exists for its buyer and seller only', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller, other] = [await chat.member(), await chat.member('SELLER'), await chat.member()]
  const productId = await chat.product(seller.id)
  const opened = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const path = opened.headers.get('location')!
  assert.equal(path, `/v1/inquiries/${opened.body.id}`)
  assert.deepEqual((await chat.call(buyer, { path })).body, opened.body)
  assert.equal((await chat.call(seller, { path })).body.id, opened.body.id)
  assert.equal((await chat.call(other, { path })).body.code, 'ROOM_NOT_FOUND')
  const group = await chat.call(buyer, { path: '/v1/groups', body: { title: '방', maxMembers: 5 } })
  assert.equal(group.headers.get('location'), `/v1/groups/${group.body.id}`)
  const asInquiry = await chat.call(buyer, { path: `/v1/inquiries/${group.body.id}` })
  assert.equal(asInquiry.body.code, 'ROOM_NOT_FOUND')
})

test('an inquiry is rejected for a product of one’s own, an unknown one and a removed one', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const ask = (member: { token: string }, id: number) =>
    chat.call(member, { path: '/v1/inquiries', body: { productId: id } })
  assert.equal((await ask(seller, productId)).body.code, 'OWN_PRODUCT')
  assert.equal((await ask(buyer, 4711)).body.code, 'PRODUCT_NOT_FOUND')
  const { body: room } = await ask(buyer, productId)
  await chat.sql`update products set status = 'REMOVED', revision = 2`
  assert.equal((await ask(buyer, productId)).body.id, room.id, 'the open inquiry outlives the product')
  assert.equal((await ask(await chat.member(), productId)).body.code, 'PRODUCT_NOT_FOUND')
})
