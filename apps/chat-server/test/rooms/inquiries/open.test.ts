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
