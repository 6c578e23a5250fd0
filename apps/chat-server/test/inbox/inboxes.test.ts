import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric, settled, until } from '@munova/testing'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'
import { openInboxes, openReader } from '../support/open-inboxes.ts'

test('a change of which no signal arrives is found by the sweep, and the cursor has passed it', async (t) => {
  const chat = await openChat(t, { settings: { INBOX_SWEEP_MS: '200' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  await client.request('inbox')
  // Written past the node: nobody signals it.
  await chat.sql`update rooms set last_seq = last_seq + 1, title = 'renamed' where id = ${roomId}`
  const { room, cursor } = await client.inboxReached(roomId, (event) => event.room?.title === 'renamed')
  assert.equal(room.lastSeq, 1)
  for (let newest = cursor; newest === cursor; newest = client.inRoom(roomId).cursor) {
    const { seq } = await client.request('send', text(roomId, 'next'))
    await client.inboxReached(roomId, (event) => event.room?.lastSeq === seq)
  }
  const titles = client.events.filter((event) => event.room?.lastSeq === 1)
  assert.equal(titles.length, 1, 'several sweeps see the change, and one tells of it')
})

test('without a broker an inbox learns of other nodes at the interval of the sweep', async (t) => {
  const chat = await openChat(t, { nodes: 1, settings: { INBOX_SWEEP_BROKER_DOWN_MS: '200' } })
  const other = await chat.addNode()
  chat.exchange.stop()
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const [reader, writer] = [await chat.client(member, other), await chat.client(member)]
  await reader.request('inbox')
  const { seq } = await writer.request('send', text(roomId, 'by way of the database'))
  await reader.inboxReached(roomId, (event) => event.room?.lastSeq === seq)
})

test('a full connection is sent nothing, and gets the newest state of each room once it has capacity', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const rooms = await Promise.all(upTo(8).map(() => chat.group(member.id)))
  // The first states of the rooms are before the position, and are not sent.
  await settled(chat.sql)
  const limits = { sweepMs: 50, sweepBrokerDownMs: 50, pageRooms: 3 }
  const { inboxes } = openInboxes(t, chat, limits)
  const { sent, reader, subscription } = await openReader(inboxes, member.id, 2)
  const lastSeqs = () =>
    new Map(sent.flatMap((event) => ('room' in event ? [[event.room.id, event.room.lastSeq]] : [])))
  const change = async () => {
    await chat.sql`update rooms set last_seq = last_seq + 1`
    inboxes.changed({ rooms, members: [] })
  }
  assert.equal(sent.length, 1, 'the account')
  for (const round of upTo(5)) {
    await change()
    await inboxes.sweep()
    assert.equal(sent.length, 2, `one room is sent, and then nothing: change ${round}`)
  }
  assert.ok(subscription.isBehind)
  const cursor = subscription.cursor
  reader.capacity = 5
  subscription.resume()
  await until(() => reader.capacity === 0 || undefined, { what: 'the next states' })
  assert.equal(subscription.cursor, cursor, 'rooms are missing: the position stays')
  reader.capacity = Infinity
  subscription.resume()
  await until(
    () => [...lastSeqs().values()].filter((seq) => seq === 5).length === rooms.length || undefined,
    {
      what: 'all rooms',
    },
  )
  assert.equal(sent.length, 2 + rooms.length, 'each room once, in its newest state')
  await until(() => subscription.cursor !== cursor || undefined, { what: 'the position to move' })
})

test('more changed rooms and ended memberships than a page has: an inbox that resumes has all of them', async (t) => {
  const chat = await openChat(t, { settings: { INBOX_PAGE_ROOMS: '5' } })
  const [member, bystander] = [await chat.member(), await chat.member()]
  const rooms = await Promise.all(upTo(17).map(() => chat.group(bystander.id, member.id)))
  const left = await Promise.all(upTo(11).map(() => chat.group(bystander.id, member.id)))
  const [client, other] = [await chat.client(member), await chat.client(bystander)]
  const { cursor } = await client.request('inbox')
  await client.request('closeInbox')
  for (const roomId of rooms) await other.request('send', text(roomId, 'changed'))
  for (const roomId of left) await chat.call(member, { path: `/v1/groups/${roomId}/leave`, method: 'POST' })
  for (const each of [client, other]) await each.request('inbox', { after: cursor })
  for (const roomId of rooms) await client.inboxReached(roomId, (event) => event.room?.lastSeq === 1)
  for (const roomId of left) await client.inboxReached(roomId, (event) => event.event === 'inbox.left')
  for (const roomId of [...rooms, ...left])
    await other.inboxReached(roomId, (event) => event.room?.lastSeq === 1)
})

test('a hot room is one state in a window and not one for each message, and the last one is there', async (t) => {
  const chat = await openChat(t, { settings: { INBOX_BATCH_WINDOW_MS: '100' } })
  const [reader, writer] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(writer.id, reader.id)
  const [client, busy] = [await chat.client(reader), await chat.client(writer)]
  await client.request('inbox')
  const startedAt = performance.now()
  for (const n of upTo(20))
    await Promise.all(upTo(20).map(() => busy.request('send', text(roomId, `round ${n}`))))
  await client.inboxReached(roomId, (event) => event.room?.lastSeq === 400)
  const windows = (performance.now() - startedAt) / 100
  const states = client.events.filter((event) => event.event === 'inbox.room')
  assert.ok(states.length <= windows + 2, `${states.length} states in ${windows.toFixed(1)} windows`)
})

test('250 members of one room have it in their inboxes, and a room that nobody has open costs no read', async (t) => {
  const chat = await openChat(t)
  const members = await Promise.all(upTo(250).map(() => chat.member()))
  const roomId = await chat.group(...members.map(({ id }) => id))
  const clients = await Promise.all(members.map((member) => chat.client(member)))
  await Promise.all(clients.map((client) => client.request('inbox')))
  const { seq } = await clients[0]!.request('send', text(roomId, 'to all'))
  await Promise.all(
    clients.map((client) => client.inboxReached(roomId, (event) => event.room?.lastSeq === seq)),
  )
  await Promise.all(clients.map((client) => client.request('closeInbox')))
  const reads = () => metric(chat.nodes[0]!.url, 'chat_inbox_reads_total{reason="signal"}')
  const before = await reads()
  await clients[0]!.request('send', text(roomId, 'to nobody'))
  await until(async () => (await metric(chat.nodes[0]!.url, 'chat_inbox_subscriptions')) === 0 || undefined, {
    what: 'no inbox',
  })
  assert.equal(await reads(), before)
})

test('the ends of memberships are forgotten once no cursor can ask for them', async (t) => {
  const chat = await openChat(t, { settings: { INBOX_RESUME_MS: '3600000' } })
  const [owner, member] = [await chat.member(), await chat.member()]
  const [old, recent] = [await chat.group(owner.id, member.id), await chat.group(owner.id, member.id)]
  for (const roomId of [old, recent])
    await chat.call(member, { path: `/v1/groups/${roomId}/leave`, method: 'POST' })
  await chat.sql`update departures set departed_at = now() - interval '2 hours' where room_id = ${old}`
  await chat.addNode()
  const left = () => chat.sql<{ roomId: number }[]>`select room_id as "roomId" from departures`
  await until(async () => (await left()).length === 1 || undefined, { what: 'the cleanup' })
  assert.deepEqual(
    (await left()).map(({ roomId }) => roomId),
    [recent],
  )
})
