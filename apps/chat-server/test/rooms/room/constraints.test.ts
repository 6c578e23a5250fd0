import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat } from '../../support/chat.ts'

test('the database rejects a group above its maximum and a second open inquiry', async (t) => {
  const chat = await openChat(t)
  const owner = await chat.member()
  const groupId = await chat.group(owner.id)
  await assert.rejects(
    chat.sql`update rooms set member_count = max_members + 1 where id = ${groupId}`,
    /rooms_capacity/,
  )
  const insert = () => chat.sql`
    insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id)
    values ('INQUIRY', 'x', 1, 2, 2, 2, 3)`
  await insert()
  await assert.rejects(insert(), /rooms_one_open_inquiry/)
})
