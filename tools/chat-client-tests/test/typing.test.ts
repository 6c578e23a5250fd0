import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import type { ReadMark, Typist } from '@munova/chat-client'
import { openChat, text } from './support/chat.ts'

test('typing on every key notifies the others by name at a limited rate, but neither the member nor the log', async (t) => {
  const chat = await openChat(t)
  const [typist, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(typist.id, reader.id)
  const received: Typist[] = []
  const own: Typist[] = []
  const events: number[] = []
  await chat.client(reader).client.join(roomId, {
    onEvent: ({ seq }) => events.push(seq),
    onTyping: (member) => received.push(member),
  })
  const room = await chat.client(typist).client.join(roomId, {
    onEvent: () => {},
    onTyping: (member) => own.push(member),
  })
  for (let key = 0; key < 50; key++) room.typing()
  await room.send(text('typed'))
  await until(() => events.length > 0, { what: 'the message' })
  assert.deepEqual(received, [{ id: typist.id, name: `member ${typist.id}` }])
  assert.deepEqual(own, [])
  assert.deepEqual(events, [1])
  await room.leave()
  room.typing()
})

test('the other side of an inquiry learns how far its messages were read', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member()]
  const [inquiry] = await chat.sql<{ id: number }[]>`
    with room as (
      insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id)
      values ('INQUIRY', 'shoe', ${seller.id}, 2, 2, ${buyer.id}, 1) returning id
    )
    insert into room_members (room_id, member_id, role, is_inquiry)
    select id, m, case m when ${seller.id}::bigint then 'OWNER' else 'MEMBER' end, true
    from room, unnest(${[buyer.id, seller.id]}::bigint[]) m returning room_id as id`
  const roomId = inquiry!.id
  const marks: ReadMark[] = []
  const asking = await chat
    .client(buyer)
    .client.join(roomId, { onEvent: () => {}, onRead: (mark) => marks.push(mark) })
  const answering = await chat.client(seller).client.join(roomId, { onEvent: () => {} })
  const { seq } = await asking.send(text('in 250?'))
  await answering.read(seq)
  await until(() => marks.length > 0, { what: 'the read mark' })
  assert.deepEqual(marks, [{ memberId: seller.id, readSeq: seq }])
})
