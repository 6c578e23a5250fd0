import assert from 'node:assert/strict'
import test from 'node:test'
import { migrations } from '@munova/chat-server'
import { testDatabase, testTokens } from '@munova/testing'
import { createMembers, createRooms } from '../../src/fixtures/members.ts'
import { lastSeqs, verifyStorage } from '../../src/measurement/storage.ts'

const id = (seq: number) => `00000000-0000-4000-8000-00000000000${seq}`

test('the log is compared with the acks', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const people = await createMembers(sql, (await testTokens(t)).keys, 2)
  const [roomId] = await createRooms(sql, [people])
  const acked = [1, 2, 3].map((seq) => ({ roomId: roomId!, seq, clientMessageId: id(seq) }))
  const verify = () => verifyStorage(sql, { roomIds: [roomId!], acked })
  await sql`
    with room as (update rooms set last_seq = 3 where id = ${roomId!})
    insert into messages (room_id, seq, event, sender_id, client_message_id, type, content, message_no, sent_at)
    select ${roomId!}, seq, 'message', 1, ('00000000-0000-4000-8000-00000000000' || seq)::uuid, 'TEXT', '{}', seq, now()
    from generate_series(1, 3) as seq`

  assert.deepEqual(await lastSeqs(sql, [roomId!]), new Map([[roomId!, 3]]))
  assert.deepEqual(await verify(), { stored: 3, lostAcked: 0, problems: [] })

  await sql`update messages set client_message_id = ${id(1)}, sender_id = 2 where seq = 2`
  assert.deepEqual((await verify()).problems, [
    '1 messages are stored twice',
    '1 acked messages are not stored under the seq that was acked',
  ])

  await sql`delete from messages where seq = 2`
  assert.deepEqual(await verify(), {
    stored: 2,
    lostAcked: 1,
    problems: [
      '1 rooms have gaps in their seqs',
      '1 acked messages are not stored under the seq that was acked',
    ],
  })
})
