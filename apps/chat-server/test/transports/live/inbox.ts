import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connectRabbit } from '@munova/broker'
import { InboxEvent } from '@munova/chat-contract'
import { encodeCursor } from '@munova/service'
import { publishEvent, settled, until } from '@munova/testing'
import { type Json, text } from '../../support/chat.ts'
import { INBOX } from './client.ts'
import type { Stage } from './stage.ts'

/** A change is in the inbox after so long, on every node: far below the interval of the sweep. */
const SOON_MS = 5_000

export function inboxTests(stage: Stage): void {
  test('the inbox tells of a new inquiry, its messages, what was read elsewhere and its end, on another node', async (t) => {
    const { chat } = stage
    const [seller, buyer] = [await chat.member('SELLER'), await chat.member()]
    const productId = await chat.product(seller.id)
    const desk = await stage.open(t, seller, chat.nodes[1])
    const { cursor } = await desk.request('inbox')
    assert.equal(typeof cursor, 'string')

    const opened = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
    const roomId = opened.body.id
    const added = await desk.inboxReached(roomId, () => true, SOON_MS)
    assert.deepEqual([added.event, added.room.unread, added.room.lastMessage], ['inbox.room', 0, null])

    const phone = await stage.open(t, buyer)
    const { seq } = await phone.request('send', text(roomId, 'Is 270 in stock?'))
    const asked = await desk.inboxReached(roomId, ({ room }) => room?.lastSeq === seq, SOON_MS)
    assert.deepEqual([asked.room.unread, asked.room.lastMessage.preview], [1, 'Is 270 in stock?'])
    assert.notEqual(asked.room.waitingSince, null)

    // On another device of the seller, at another node.
    const laptop = await stage.open(t, seller)
    await laptop.request('read', { roomId, seq })
    const read = await desk.inboxReached(roomId, ({ room }) => room?.readSeq === seq, SOON_MS)
    assert.equal(read.room.unread, 0)

    assert.equal(
      (await chat.call(seller, { path: `/v1/inquiries/${roomId}/close`, method: 'POST' })).status,
      200,
    )
    await desk.inboxReached(roomId, ({ room }) => room?.status === 'CLOSED', SOON_MS)
    const [list] = (await chat.call(seller, { path: '/v1/rooms' })).body.items
    assert.deepEqual(desk.inRoom(roomId).room, list, 'the same state as in the list')
    for (const event of desk.events) InboxEvent.parse(event)
  })

  test('the inbox tells of groups that were joined and left, and of a removal', async (t) => {
    const { chat } = stage
    const [owner, member] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(owner.id)
    const client = await stage.open(t, member, chat.nodes[1])
    await client.request('inbox')
    const join = { path: `/v1/groups/${roomId}/join`, method: 'POST' }
    assert.equal((await chat.call(member, join)).status, 200)
    await client.inboxReached(roomId, ({ event }) => event === 'inbox.room', SOON_MS)
    await chat.call(member, { path: `/v1/groups/${roomId}/leave`, method: 'POST' })
    await client.inboxReached(roomId, ({ event }) => event === 'inbox.left', SOON_MS)
    await chat.call(member, join)
    await client.inboxReached(roomId, ({ event }) => event === 'inbox.room', SOON_MS)
    await chat.call(owner, { path: `/v1/groups/${roomId}/members/${member.id}`, method: 'DELETE' })
    await client.inboxReached(roomId, ({ event }) => event === 'inbox.left', SOON_MS)
  })

  test('an inbox resumes at its cursor: what has changed, once it is there, and nothing else', async (t) => {
    const { chat } = stage
    const [owner, member] = [await chat.member(), await chat.member()]
    const [quiet, busy, left, joined] = await Promise.all([
      chat.group(owner.id, member.id),
      chat.group(owner.id, member.id),
      chat.group(owner.id, member.id),
      chat.group(owner.id),
    ])
    await settled(chat.sql)
    const first = await stage.open(t, member)
    const { cursor } = await first.request('inbox')
    await first.close()
    const writer = await stage.open(t, owner)
    for (const words of ['one', 'two']) await writer.request('send', text(busy, words))
    await chat.call(member, { path: `/v1/groups/${left}/leave`, method: 'POST' })
    await chat.call(member, { path: `/v1/groups/${joined}/join`, method: 'POST' })

    const second = await stage.open(t, member, chat.nodes[1])
    await second.request('inbox', { after: cursor })
    await second.inboxReached(busy, ({ room }) => room?.unread === 2, SOON_MS)
    await second.inboxReached(left, ({ event }) => event === 'inbox.left', SOON_MS)
    await second.inboxReached(joined, ({ event }) => event === 'inbox.room', SOON_MS)
    assert.equal(second.inRoom(quiet), undefined)
    assert.equal(second.events[0].event, 'inbox.account')
    const rooms = second.events.filter(({ event }) => event !== 'inbox.account')
    assert.equal(rooms.length, 3, 'one state for each room')
  })

  test('a new name and a new role are in the inbox within a second of their event', async (t) => {
    const { chat } = stage
    const { member, client, typingName } = await typist(t, stage)
    await client.request('inbox')
    const broker = connectRabbit(chat.amqpUrl!)
    t.after(() => broker.close())
    await until(() => broker.connected || undefined, { what: 'the broker' })
    const changed = { id: member.id, displayName: 'Bora', role: 'SELLER', status: 'ACTIVE', revision: 2 }
    await publishEvent(broker, 'member.updated', changed, { key: `member:${member.id}` })
    const renamed = () => client.events.findLast(({ event }) => event === 'inbox.account')
    await until(() => renamed()?.account.name === 'Bora' || undefined, {
      what: 'the new name',
      timeoutMs: SOON_MS,
    })
    assert.equal(renamed().account.role, 'SELLER')
    assert.equal(await typingName(), 'Bora')
  })

  test('a name that an inbox has found is that of its member, also when the signal was lost', async (t) => {
    const { chat } = stage
    const { member, client, typingName } = await typist(t, stage)
    // No node is told.
    await chat.sql`update members set display_name = 'Bora' where id = ${member.id}`
    await client.request('inbox')
    await until(() => client.events.some((event) => event.account?.name === 'Bora') || undefined, {
      what: 'the new name',
    })
    assert.equal(await typingName(), 'Bora')
  })

  test('one inbox for a connection; closed, it is silent and may be opened again', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const roomId = await chat.group(member.id)
    await settled(chat.sql)
    const client = await stage.open(t, member)
    await client.request('inbox')
    assert.equal((await client.rejection('inbox')).code, 'ALREADY_SUBSCRIBED')
    await client.request('closeInbox')
    await client.request('send', text(roomId, 'unheard'))
    await settled(chat.sql)
    const { cursor } = await client.request('inbox')
    const other = await stage.open(t, member)
    await other.request('inbox', { after: cursor })
    const { seq } = await client.request('send', text(roomId, 'heard'))
    await client.inboxReached(roomId, ({ room }) => room?.lastSeq === seq, SOON_MS)
    await other.inboxReached(roomId, ({ room }) => room?.lastSeq === seq, SOON_MS)
    const seqs = client.events.flatMap(({ room }: Json) => (room ? [room.lastSeq] : []))
    assert.deepEqual(seqs, [seq])
  })

  test('cursors that are malformed, of another database, or in the future are rejected, each with its reason', async (t) => {
    const { chat } = stage
    const member = await chat.member()
    const client = await stage.open(t, member)
    const { cursor } = await client.request('inbox')
    await client.request('closeInbox')
    const [list, database, xid, takenAt] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const rejected = {
      CURSOR_INVALID: [
        'not a cursor',
        encodeCursor(['rooms', database, xid, takenAt]),
        encodeCursor([list, database, -1, 0]),
      ],
      POSITION_LOST: [
        encodeCursor([list, 'another', xid, takenAt]),
        encodeCursor([list, database, xid + 1_000_000, takenAt]),
        encodeCursor([list, database, xid, takenAt - 8 * 86_400]),
      ],
    }
    for (const [code, cursors] of Object.entries(rejected)) {
      for (const after of cursors)
        assert.equal((await client.rejection('inbox', { after })).code, code, after)
    }
    await client.request('inbox', { after: cursor })
    assert.equal(client.ended(INBOX), undefined)
  })
}

/** A member on the second node, and what the other member of a group, on the first one, is told of who types. */
async function typist(t: TestContext, stage: Stage) {
  const { chat } = stage
  const [member, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(member.id, other.id)
  const client = await stage.open(t, member, chat.nodes[1])
  const reader = await stage.open(t, other)
  for (const each of [client, reader]) await each.request('subscribe', { roomId })
  const typing = () => reader.events.find(({ event }) => event === 'typing')
  const typingName = async (): Promise<string> => {
    await client.request('typing', { roomId })
    return (await until(typing, { what: 'the typing event' })).senderName
  }
  return { member, client, typingName }
}
