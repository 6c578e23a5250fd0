import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openChat, text } from '../../support/chat.ts'
import { withdraw } from '../../support/withdraw.ts'

test('a withdrawn member leaves their groups: the first who joined owns them, and an empty one is deleted', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { WITHDRAWAL_CLEANUP_MS: '20' } })
  const [leaving, first, second] = [await chat.member(), await chat.member(), await chat.member()]
  const owned = await chat.group(leaving.id, second.id, first.id)
  const joined = await chat.group(first.id, leaving.id)
  await chat.group(leaving.id)
  await chat.sql`update room_members set joined_at = now() - interval '1 day' where room_id = ${owned} and member_id = ${first.id}`
  const client = await chat.client(first)
  await client.request('subscribe', { roomId: owned, after: 0 })
  await withdraw(chat.sql, leaving)

  const left = () => chat.sql`select from members where id = ${leaving.id} and has_left_groups`
  await until(async () => (await left()).length === 1, { what: 'the member to leave' })
  const rooms = await chat.sql<{ id: number; owner: number; members: number; status: string }[]>`
    select id, owner_id as owner, member_count as members, status from rooms order by id`
  assert.deepEqual(
    rooms.map((row) => ({ ...row })),
    [
      { id: owned, owner: first.id, members: 2, status: 'OPEN' },
      { id: joined, owner: first.id, members: 1, status: 'OPEN' },
    ],
  )
  // The heir is told, and may do what an owner may.
  await client.reached(owned, 2)
  assert.deepEqual(
    client.events.map(({ event }) => event),
    ['room.updated', 'member.left'],
  )
  await client.request('send', text(owned, 'still here'))
  const { status } = await chat.call(first, { method: 'POST', path: `/v1/groups/${owned}/close` })
  assert.equal(status, 200)
})

test('the title of a closed group is free, and a group whose title was taken meanwhile is not reopened', async (t) => {
  const chat = await openChat(t)
  const [owner, other] = [await chat.member(), await chat.member()]
  const create = (member: { token: string }) =>
    chat.call(member, { path: '/v1/groups', body: { title: '공식 모임', maxMembers: 5, tags: [] } })
  const { id } = (await create(owner)).body
  assert.equal((await create(other)).body.code, 'TITLE_TAKEN')
  const post = (verb: string) => chat.call(owner, { method: 'POST', path: `/v1/groups/${id}/${verb}` })
  assert.equal((await post('close')).status, 200)
  assert.equal((await create(other)).status, 201)
  assert.equal((await post('reopen')).body.code, 'TITLE_TAKEN')
})
