import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat } from '../../support/chat.ts'

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
  assert.equal((await chat.call(owner, leave)).body.code, 'OWNER_MUST_STAY')
  const transfer = { path: `/v1/groups/${group.id}/transfer`, body: { memberId: stranger.id } }
  assert.equal((await chat.call(owner, transfer)).body.code, 'MEMBER_NOT_FOUND')
  const toMember = { path: `/v1/groups/${group.id}/transfer`, body: { memberId: member.id } }
  assert.equal((await chat.call(owner, toMember)).body.ownerId, member.id)
  assert.equal((await chat.call(owner, leave)).status, 204)
  assert.equal((await chat.call(owner, leave)).status, 204, 'leaving again changes nothing')
})
