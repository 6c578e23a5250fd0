import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('300 members who join a group of 100 at once, over two nodes, fill it with exactly 100', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const owner = await chat.member()
  const { body: group } = await chat.call(owner, {
    path: '/v1/groups',
    body: { title: 'runners', maxMembers: 100 },
  })
  const members = await Promise.all(upTo(300).map(() => chat.member()))
  const responses = await Promise.all(
    members.map((member, n) =>
      chat.call(member, { path: `/v1/groups/${group.id}/join`, method: 'POST', node: chat.nodes[n % 2]! }),
    ),
  )
  assert.equal(responses.filter(({ status }) => status === 200).length, 99)
  assert.equal(responses.filter(({ body }) => body.code === 'ROOM_FULL').length, 201)
  const [room] = await chat.sql<{ memberCount: number; lastSeq: number; rows: number }[]>`
    select member_count as "memberCount", last_seq as "lastSeq",
      (select count(*) from room_members where room_id = r.id) as rows from rooms r where id = ${group.id}`
  assert.deepEqual(room, { memberCount: 100, lastSeq: 99, rows: 100 })
})

test('a member who joins and leaves many times at once is in the group at most once, and the count is right', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [owner, member] = [await chat.member(), await chat.member()]
  const groupId = await chat.group(owner.id)
  const responses = await Promise.all(
    upTo(60).map((n) =>
      chat.call(member, {
        path: `/v1/groups/${groupId}/${n % 3 === 0 ? 'leave' : 'join'}`,
        method: 'POST',
        node: chat.nodes[n % 2]!,
      }),
    ),
  )
  for (const { status } of responses) assert.ok(status === 200 || status === 204, `status ${status}`)
  const [room] = await chat.sql<{ count: number; rows: number; seqs: number; lastSeq: number }[]>`
    select member_count as count, (select count(*) from room_members where room_id = r.id) as rows,
      (select count(*) from messages where room_id = r.id) as seqs, last_seq as "lastSeq"
    from rooms r where id = ${groupId}`
  assert.equal(room!.count, room!.rows)
  assert.equal(room!.seqs, room!.lastSeq)
})
