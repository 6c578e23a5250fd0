import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeCursor } from '@munova/service'
import { openChat } from '../../support/chat.ts'

test('no list accepts the cursor of another', async (t) => {
  const chat = await openChat(t)
  const [seller, buyer] = [await chat.member('SELLER'), await chat.member()]
  const groupId = await chat.group(seller.id, buyer.id)
  await chat.group(seller.id, buyer.id)
  for (const productId of [await chat.product(seller.id), await chat.product(seller.id)]) {
    const { status } = await chat.call(buyer, { method: 'POST', path: '/v1/inquiries', body: { productId } })
    assert.equal(status, 201)
  }
  const lists = [
    { by: seller, path: '/v1/rooms' },
    { by: buyer, path: '/v1/inquiries' },
    { by: seller, path: '/v1/seller/inquiries' },
    { by: seller, path: '/v1/groups' },
    { by: seller, path: `/v1/groups/${groupId}/members` },
  ]
  for (const { by, path } of lists) {
    const { body } = await chat.call(by, { path: `${path}?limit=1` })
    assert.equal(typeof body.nextCursor, 'string', path)
    for (const other of lists) {
      const page = await chat.call(other.by, { path: `${other.path}?limit=1&cursor=${body.nextCursor}` })
      assert.equal(page.status, other.path === path ? 200 : 400, `${path} → ${other.path}`)
      if (other.path !== path) assert.equal(page.body.code, 'CURSOR_INVALID')
    }
  }
})

test('a cursor with an instant that PostgreSQL does not have is invalid, and no failure', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const cursor = encodeCursor(['rooms', '0000-01-01T00:00:00Z', 1])
  const { status, body } = await chat.call(member, { path: `/v1/rooms?cursor=${cursor}` })
  assert.deepEqual([status, body.code], [400, 'CURSOR_INVALID'])
})
