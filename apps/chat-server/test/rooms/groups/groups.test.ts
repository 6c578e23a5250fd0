import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('an owner who leaves hands the group to who has been in it longest, and the last one deletes it', async (t) => {
  const chat = await openChat(t)
  const [owner, late, early, gone] = [
    await chat.member(),
    await chat.member(),
    await chat.member(),
    await chat.member(),
  ]
  const roomId = await chat.group(owner.id, late.id, early.id, gone.id)
  await chat.sql`
    update room_members set joined_at = now() - case member_id when ${gone.id} then 2 else 1 end * interval '1 day'
    where member_id in (${early.id}, ${gone.id})`
  await chat.sql`update members set status = 'WITHDRAWN', has_left_groups = true where id = ${gone.id}`
  const client = await chat.client(late)
  await client.request('subscribe', { roomId })
  const leave = (member: { token: string }) =>
    chat.call(member, { method: 'POST', path: `/v1/groups/${roomId}/leave` })
  assert.equal((await leave(owner)).status, 204)
  await client.reached(roomId, 2)
  assert.deepEqual(
    client.events.map(({ event, content }) => [event, content]),
    [
      ['room.updated', { ownerId: early.id }],
      ['member.left', { memberId: owner.id, reason: 'LEFT' }],
    ],
  )
  assert.equal((await chat.call(early, { path: `/v1/groups/${roomId}` })).body.ownerId, early.id)
  assert.equal((await leave(early)).status, 204)
  assert.equal((await leave(late)).status, 204, 'a withdrawn member is nobody to hand it to')
  assert.equal((await client.endOf(roomId)).code, 'NOT_A_MEMBER')
  assert.equal(client.events.at(-1).event, 'room.deleted')
  assert.equal((await chat.call(late, { path: `/v1/groups/${roomId}` })).body.code, 'ROOM_NOT_FOUND')
})

test('an owner who leaves while others join and leave always finds an heir, or nobody', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { DELETED_GROUP_PURGE_MS: '20' } })
  for (const _ of upTo(20)) {
    const [owner, other] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(owner.id)
    const request = (member: { token: string }, verb: string, node = chat.nodes[0]!) =>
      chat.call(member, { method: 'POST', path: `/v1/groups/${roomId}/${verb}`, node })
    const [left, joined] = await Promise.all([request(owner, 'leave'), request(other, 'join', chat.nodes[1])])
    assert.equal(left.status, 204)
    const [room] = await chat.sql`select owner_id from rooms where id = ${roomId}`
    if (joined.status === 200) assert.equal(room!['owner_id'], other.id)
    else assert.deepEqual([joined.body.code, room], ['ROOM_NOT_FOUND', undefined])
  }
})

test('only the owner changes, closes and transfers a group and removes its members', async (t) => {
  const chat = await openChat(t)
  const [owner, member, stranger] = [await chat.member(), await chat.member(), await chat.member()]
  const { body: group } = await chat.call(owner, {
    path: '/v1/groups',
    body: { title: 'walkers', maxMembers: 3 },
  })
  await chat.call(member, { path: `/v1/groups/${group.id}/join`, method: 'POST' })
  for (const intruder of [member, stranger]) {
    const requests = [
      { path: `/v1/groups/${group.id}`, method: 'PATCH', body: { title: 'mine now' } },
      { path: `/v1/groups/${group.id}/close`, method: 'POST' },
      { path: `/v1/groups/${group.id}/transfer`, body: { memberId: intruder.id } },
      { path: `/v1/groups/${group.id}/members/${owner.id}`, method: 'DELETE' },
    ]
    for (const request of requests) {
      assert.equal((await chat.call(intruder, request)).body.code, 'NOT_THE_OWNER', request.path)
    }
  }
  const asOwner = (request: object) => chat.call(owner, { path: `/v1/groups/${group.id}`, ...request })
  assert.equal((await asOwner({ method: 'PATCH', body: { maxMembers: 1 } })).body.code, 'MAX_BELOW_COUNT')
  assert.equal((await asOwner({ method: 'PATCH', body: { tags: [99] } })).body.code, 'TAG_NOT_FOUND')
  assert.equal((await asOwner({ method: 'PATCH', body: { title: 'strollers' } })).body.title, 'strollers')
  const leave = { path: `/v1/groups/${group.id}/leave`, method: 'POST' }
  const transfer = { path: `/v1/groups/${group.id}/transfer`, body: { memberId: stranger.id } }
  assert.equal((await chat.call(owner, transfer)).body.code, 'MEMBER_NOT_FOUND')
  const toMember = { path: `/v1/groups/${group.id}/transfer`, body: { memberId: member.id } }
  assert.equal((await chat.call(owner, toMember)).body.ownerId, member.id)
  assert.equal((await chat.call(owner, leave)).status, 204)
  assert.equal((await chat.call(owner, leave)).status, 204, 'leaving again changes nothing')
})
