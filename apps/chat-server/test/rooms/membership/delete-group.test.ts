import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric, until } from '@munova/testing'
import { type Json, openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('a deleted group is nowhere: not in lists, search, history; its title is free; a repeated deletion is answered alike', async (t) => {
  const chat = await openChat(t, { settings: { DELETED_GROUP_PURGE_MS: '20' } })
  const [owner, member, stranger] = [await chat.member(), await chat.member(), await chat.member()]
  const create = () => chat.call(owner, { path: '/v1/groups', body: { title: 'sunday run', maxMembers: 5 } })
  const { id } = (await create()).body
  await chat.call(member, { method: 'POST', path: `/v1/groups/${id}/join` })
  await (await chat.client(member)).request('send', text(id, 'hello'))
  const remove = (by: { token: string }) => chat.call(by, { method: 'DELETE', path: `/v1/groups/${id}` })
  assert.equal((await remove(member)).body.code, 'NOT_THE_OWNER')
  assert.equal((await remove(owner)).status, 204)

  const of = async (path: string, by = member) => (await chat.call(by, { path })).body
  assert.equal((await of(`/v1/rooms/${id}/messages`)).code, 'NOT_A_MEMBER')
  assert.equal((await of(`/v1/groups/${id}/members`)).code, 'NOT_A_MEMBER')
  assert.equal((await of(`/v1/groups/${id}`)).code, 'ROOM_NOT_FOUND')
  assert.equal((await of(`/v1/groups/${id}/removed-members`, owner)).code, 'ROOM_NOT_FOUND')
  for (const list of ['/v1/rooms', '/v1/groups', '/v1/groups?mine=true', '/v1/groups?keyword=sunday']) {
    assert.deepEqual((await of(list)).items, [], list)
  }
  for (const [verb, method] of [
    ['join', 'POST'],
    ['close', 'POST'],
    ['', 'PATCH'],
  ] as const) {
    const path = verb === '' ? `/v1/groups/${id}` : `/v1/groups/${id}/${verb}`
    const body = verb === '' ? { body: { title: 'x' } } : {}
    assert.equal((await chat.call(owner, { method, path, ...body })).body.code, 'ROOM_NOT_FOUND', path)
  }
  await until(
    async () => (await chat.sql`select from deleted_rooms where purged_at is not null`).length === 1,
    {
      what: 'the purge',
    },
  )
  assert.equal((await remove(owner)).status, 204)
  assert.equal((await remove(stranger)).body.code, 'ROOM_NOT_FOUND')
  assert.notEqual((await create()).body.id, id)
})

test('everything of a deleted group goes in small statements, and its members may be in another group for it', async (t) => {
  const settings = {
    DELETED_GROUP_PURGE_MS: '20',
    DELETED_GROUP_PURGE_BATCH: '10',
    DELETED_GROUP_RETENTION_MS: '1',
    ROOMS_PER_MEMBER: '1',
  }
  const chat = await openChat(t, { nodes: 2, settings })
  const members = await Promise.all(upTo(35).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  const kept = await chat.group((await chat.member()).id)
  const client = await chat.client(members[0]!)
  await Promise.all(upTo(45).map((n) => client.request('send', text(roomId, `${n}`))))
  for (const { id } of members.slice(20)) {
    await chat.call(members[0]!, { method: 'DELETE', path: `/v1/groups/${roomId}/members/${id}` })
  }
  const longest = await longestDelete(chat.sql)
  const remove = () => chat.call(members[0]!, { method: 'DELETE', path: `/v1/groups/${roomId}` })
  assert.equal((await remove()).status, 204)
  await until(async () => (await chat.sql`select from deleted_rooms`).length === 0, { what: 'the purge' })
  const left = await chat.sql`
    select room_id from messages where room_id = ${roomId}
    union all select room_id from room_members where room_id = ${roomId}
    union all select room_id from removed_members where room_id = ${roomId}`
  assert.equal(left.length, 0)
  const entries = await Promise.all(chat.nodes.map(({ url }) => metric(url, 'chat_purged_entries_total')))
  assert.equal(
    entries.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    45 + 15 + 1,
  )
  assert.ok((await longest()) <= 10)
  assert.equal((await remove()).body.code, 'ROOM_NOT_FOUND', 'it is forgotten after the retention')
  const joined = await chat.call(members[5]!, { method: 'POST', path: `/v1/groups/${kept}/join` })
  assert.equal(joined.status, 200)
})

for (const purge of ['before', 'after']) {
  test(`the inboxes of all members learn of the deletion ${purge} the purge, on every node, and one that resumes`, async (t) => {
    const purgeMs = purge === 'before' ? '600000' : '20'
    const settings = { DELETED_GROUP_PURGE_MS: purgeMs, INBOX_SWEEP_MS: '600000' }
    const chat = await openChat(t, { nodes: 2, settings })
    const [owner, member] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(owner.id, member.id)
    const clients = await Promise.all(chat.nodes.map((node) => chat.client(member, node)))
    const cursors = await Promise.all(clients.map((client) => client.request('inbox')))
    assert.equal((await chat.call(owner, { method: 'DELETE', path: `/v1/groups/${roomId}` })).status, 204)
    const departures = () => chat.sql`select from departures where member_id = ${member.id}`
    if (purge === 'after') {
      await until(async () => (await departures()).length === 1, { what: 'the purge' })
    }
    const resumed = await chat.client(member)
    await resumed.request('inbox', { after: cursors[0].cursor })
    for (const client of [...clients, resumed]) {
      const { event, epoch, seq } = await client.inboxReached(roomId, (each) => each.event === 'inbox.left')
      assert.deepEqual([event, epoch, seq], ['inbox.left', 1, 1])
    }
  })
}

test('a node that did not hear of the deletion ends the room at its next sweep', async (t) => {
  const chat = await openChat(t, { settings: { SWEEP_MS: '50' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  await client.request('subscribe', { roomId })
  // As another node does whose notification is lost.
  await chat.sql`delete from rooms where id = ${roomId}`
  assert.equal((await client.endOf(roomId)).code, 'NOT_A_MEMBER')
})

/** The largest number of rows that one statement deleted since. */
async function longestDelete(sql: Json): Promise<() => Promise<number>> {
  await sql.unsafe(`
    create table deletions (rows integer);
    create function count_deletions() returns trigger language plpgsql as $$
    begin
      insert into deletions select count(*) from gone;
      return null;
    end $$;
    create trigger deletions after delete on messages
      referencing old table as gone for each statement execute function count_deletions();
    create trigger deletions after delete on room_members
      referencing old table as gone for each statement execute function count_deletions();
    create trigger deletions after delete on removed_members
      referencing old table as gone for each statement execute function count_deletions()`)
  return async () => (await sql`select max(rows) as rows from deletions`)[0].rows
}
