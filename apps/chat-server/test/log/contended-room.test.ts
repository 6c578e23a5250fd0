import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric, until } from '@munova/testing'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'
import { draft, openRoomLog } from '../support/open-room-log.ts'
import { holdRoom, holdRooms } from '../support/hold-room.ts'

test('a room whose lock is held by a stopped statement fails alone, and its senders are told to retry', async (t) => {
  const chat = await openChat(t, { settings: { APPEND_LANES: '1', APPEND_LOCK_MS: '300' } })
  const node = chat.nodes[0]!
  const member = await chat.member()
  const [held, other] = [await chat.group(member.id), await chat.group(member.id)]
  const client = await chat.client(member)
  const release = await holdRoom(chat.sql, held)
  const rejected = client.rejection('send', text(held, 'waits'))
  await until(async () => (await metric(node.url, 'chat_append_contended_rooms')) === 1, { what: 'the room' })
  // In the one lane that the held room has too.
  for (const n of upTo(20)) {
    const { seq } = await client.request('send', text(other, `${n}`))
    assert.equal(seq, n)
  }
  const { code, temporary } = await rejected
  assert.deepEqual([code, temporary], ['UNAVAILABLE', true])
  await release()
  assert.equal((await client.request('send', text(held, 'again'))).seq, 1)
  await until(async () => (await metric(node.url, 'chat_append_contended_rooms')) === 0, { what: 'no room' })
})

test('what a sender writes while the room is locked keeps its order, and is stored once', async (t) => {
  const chat = await openChat(t, { settings: { APPEND_LANES: '1', APPEND_LOCK_MS: '30000' } })
  const node = chat.nodes[0]!
  const member = await chat.member()
  const [room, other] = [await chat.group(member.id), await chat.group(member.id)]
  const client = await chat.client(member)
  const release = await holdRoom(chat.sql, room)
  const first = text(room, '1')
  const sends = [client.request('send', first)]
  await until(async () => (await metric(node.url, 'chat_append_contended_rooms')) === 1, { what: 'the room' })
  // Some reach the lane in one batch with those of another room, some the contended lane while it waits.
  for (const n of upTo(30)) {
    sends.push(client.request('send', text(room, `${n + 1}`)))
    await client.request('send', text(other, `${n}`))
  }
  const again = client.request('send', first)
  await release()
  const results = await Promise.all(sends)
  assert.deepEqual(
    results.map(({ seq }) => seq),
    upTo(31),
  )
  assert.equal((await again).seq, 1)
  assert.equal((await client.request('send', text(room, 'after'))).seq, 32)
})

test('two nodes that write to one room: no gap, every sender in order, and other rooms are not skipped', async (t) => {
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit' })
  const members = await Promise.all(upTo(4).map(() => chat.member()))
  const hot = await chat.group(...members.map(({ id }) => id))
  const sent = await Promise.all(
    members.map(async (member, index) => {
      const node = chat.nodes[index % 2]!
      const client = await chat.client(member, node)
      const own = await chat.group(member.id)
      const seqs: number[] = []
      for (const n of upTo(100)) {
        const [inHot, inOwn] = await Promise.all([
          client.request('send', text(hot, `${n}`)),
          client.request('send', text(own, `${n}`)),
        ])
        seqs.push(inHot.seq)
        assert.equal(inOwn.seq, n)
      }
      return seqs
    }),
  )
  for (const seqs of sent) assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b)) // prettier-ignore
  assert.deepEqual(
    sent.flat().toSorted((a, b) => a - b),
    upTo(400),
  )
})

test('a message of a locked room whose value PostgreSQL does not accept fails alone there as well', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const stored: number[] = []
  const repeated: number[] = []
  const roomLog = openRoomLog(t, chat.sql, {
    onEntry: ({ seq }) => stored.push(seq),
    onMessage: () => undefined,
    onRepeated: ({ seq }) => repeated.push(seq),
  })
  const release = await holdRoom(chat.sql, roomId)
  const [first, ...others] = ['{}', '{}', 'no JSON', '{}'].map((content) => draft(roomId, member.id, content))
  const sent = [roomLog.append(first!)]
  // The first moves the room to the contended lane, where the others wait together.
  const waiting = () =>
    chat.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await until(async () => (await waiting()).length === 1, { what: 'the first statement' })
  sent.push(...others.map((each) => roomLog.append(each)))
  await release()
  const results = await Promise.allSettled(sent)
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(
    [...stored, ...repeated].toSorted((a, b) => a - b),
    [1, 2, 3],
  )
})

test('rooms whose locks are free by now are stored by one statement, however many they are', async (t) => {
  const chat = await openChat(t, { settings: { APPEND_LOCK_MS: '60000', APPEND_TIMEOUT_MS: '60000' } })
  const node = chat.nodes[0]!
  const member = await chat.member()
  const busy = await chat.group(member.id)
  const rooms = await Promise.all(upTo(20).map(() => chat.group(member.id)))
  const client = await chat.client(member)
  const contended = (count: number) =>
    until(async () => (await metric(node.url, 'chat_append_contended_rooms')) === count, {
      what: `${count} rooms`,
    })
  const releaseBusy = await holdRoom(chat.sql, busy)
  const sends = [client.request('send', text(busy, 'waits for its lock'))]
  await contended(1)
  const releaseRooms = await holdRooms(chat.sql, rooms)
  sends.push(...rooms.map((roomId) => client.request('send', text(roomId, 'waits for the lane'))))
  await contended(1 + rooms.length)
  await releaseRooms()
  await releaseBusy()
  for (const { seq } of await Promise.all(sends)) assert.equal(seq, 1)
  const [counted] = await chat.sql`
    select count(distinct xmin::text)::int as statements from messages where room_id = any(${rooms}::bigint[])`
  assert.equal(counted!['statements'], 1)
})
