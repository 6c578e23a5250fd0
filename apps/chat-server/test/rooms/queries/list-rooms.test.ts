import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('unread counts messages and not joins, a read position only moves forward, and the inbox shows who waits', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller, third] = [await chat.member(), await chat.member('SELLER'), await chat.member()]
  const productId = await chat.product(seller.id)
  const { body: inquiry } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const client = await chat.client(buyer)
  for (const n of upTo(3)) await client.request('send', text(inquiry.id, `question ${n}`))
  const inbox = async (query = '') =>
    (await chat.call(seller, { path: `/v1/seller/inquiries${query}` })).body.items
  const [waiting] = await inbox('?waiting=true')
  assert.equal(waiting.unread, 3)
  assert.equal(waiting.lastMessage.preview, 'question 3')
  assert.ok(waiting.waitingSince)

  const read = (seq: number) =>
    chat.call(seller, { path: `/v1/rooms/${inquiry.id}/read`, method: 'PUT', body: { seq } })
  assert.deepEqual((await read(2)).body, { roomId: inquiry.id, seq: 2, unread: 1 })
  assert.deepEqual((await read(1)).body, { roomId: inquiry.id, seq: 2, unread: 1 })
  assert.deepEqual((await read(1000)).body, { roomId: inquiry.id, seq: 3, unread: 0 })
  const answering = await chat.client(seller)
  await answering.request('send', text(inquiry.id, 'answer'))
  assert.deepEqual(await inbox('?waiting=true'), [])
  assert.equal((await inbox())[0].unread, 0, 'a sender has read the room')
  const mine = (await chat.call(buyer, { path: '/v1/rooms' })).body.items
  assert.equal(mine[0].unread, 1)
  assert.deepEqual([mine[0].readSeq, mine[0].peerReadSeq], [3, 4], 'how far both sides have read')
  const one = (await chat.call(buyer, { path: `/v1/rooms/${inquiry.id}` })).body
  assert.deepEqual(one, mine[0], 'one room is as in the list')
  for (const roomId of [inquiry.id, 999_999]) {
    assert.equal((await chat.call(third, { path: `/v1/rooms/${roomId}` })).body.code, 'ROOM_NOT_FOUND')
  }

  const groupId = await chat.group(buyer.id)
  await chat.call(third, { path: `/v1/groups/${groupId}/join`, method: 'POST' })
  const rooms = (await chat.call(buyer, { path: '/v1/rooms' })).body.items
  assert.equal(rooms[0].id, groupId, 'newest activity first')
  assert.equal(rooms[0].unread, 0, 'a join is not a message')
  assert.equal(
    (await chat.call(third, { path: `/v1/rooms/${inquiry.id}/messages` })).body.code,
    'NOT_A_MEMBER',
  )
})

const ids = ({ items }: { items: { id: number }[] }) => items.map(({ id }) => id)

test('who waits longest comes first, page by page, and is counted; an answer ends it, and what was read is seen', async (t) => {
  const chat = await openChat(t)
  const seller = await chat.member('SELLER')
  const answering = await chat.client(seller)
  const productId = await chat.product(seller.id)
  const roomIds: number[] = []
  for (const n of upTo(3)) {
    const buyer = await chat.member()
    const { body } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
    roomIds.push(body.id)
    await (await chat.client(buyer)).request('send', text(body.id, `question ${n}`))
  }
  const get = async (query: string) =>
    (await chat.call(seller, { path: `/v1/seller/inquiries${query}` })).body
  const first = await get('?sort=waiting&limit=2')
  const rest = await get(`?sort=waiting&limit=2&cursor=${first.nextCursor}`)
  assert.deepEqual([...ids(first), ...ids(rest)], roomIds)
  assert.equal(rest.nextCursor, null)
  assert.equal((await get(`?cursor=${first.nextCursor}`)).code, 'CURSOR_INVALID')
  assert.deepEqual(await get('/waiting'), {
    waiting: 3,
    unseen: 3,
    longestSince: first.items[0].waitingSince,
  })

  await answering.request('send', text(roomIds[0]!, 'answer'))
  await chat.call(seller, { path: `/v1/rooms/${roomIds[1]}/read`, method: 'PUT', body: { seq: 1 } })
  assert.deepEqual(ids(await get('?sort=waiting')), roomIds.slice(1))
  assert.deepEqual(ids(await get('?sort=waiting&seen=false')), roomIds.slice(2))
  assert.deepEqual(ids(await get('?sort=waiting&seen=true')), [roomIds[1]])
  const counted = await get('/waiting')
  assert.deepEqual([counted.waiting, counted.unseen], [2, 1])

  await chat.call(seller, { path: `/v1/inquiries/${roomIds[1]}/close`, method: 'POST' })
  assert.equal((await get('/waiting')).waiting, 1)
  assert.deepEqual(ids(await get('?status=CLOSED')), [roomIds[1]])
  const another = await chat.member('SELLER')
  const none = await chat.call(another, { path: '/v1/seller/inquiries/waiting' })
  assert.deepEqual(none.body, { waiting: 0, unseen: 0, longestSince: null })
  const buyer = await chat.member()
  assert.equal((await chat.call(buyer, { path: '/v1/seller/inquiries/waiting' })).body.code, 'FORBIDDEN')
})
