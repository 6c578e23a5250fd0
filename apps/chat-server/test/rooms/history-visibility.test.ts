import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryVisibility } from '@munova/chat-contract'
import type { Cleanup } from '@munova/testing'
import { type Chat, type Json, openChat, text } from '../support/chat.ts'
import { rsocketTcp, rsocketWebSocket } from '../transports/live/rsocket.ts'
import { stomp } from '../transports/live/stomp.ts'
import { webSocket } from '../transports/live/websocket.ts'

const transports = [webSocket, stomp, rsocketTcp, rsocketWebSocket]

interface Person {
  id: number
  token: string
}

/** How a member came into the group whose log is: 1 before, 2 joined, 3 together, 4 left, 5 meanwhile, 6 joined. */
type Way = 'newcomer' | 'left' | 'removed' | 'removed, then left'

/** The first seq that the member reads who came back with 6. */
const firstReadable: [HistoryVisibility | undefined, Way, number][] = [
  ['ALL', 'newcomer', 1],
  ['ALL', 'left', 1],
  ['ALL', 'removed', 1],
  [undefined, 'newcomer', 1],
  ['SHARED', 'left', 1],
  [undefined, 'removed', 6],
  // Two entries more.
  ['SHARED', 'removed, then left', 8],
  ['JOINED', 'newcomer', 6],
  ['JOINED', 'left', 6],
  ['JOINED', 'removed', 6],
]

for (const [visibility, way, first] of firstReadable) {
  test(`${visibility ?? 'the default'}, ${way}: reads from ${first} on, by whatever way`, async (t) => {
    const chat = await openChat(t, { nodes: 2 })
    const { roomId, owner, member, last } = await enter(chat, visibility, way)
    const { body: room } = await chat.call(member, { path: `/v1/groups/${roomId}` })
    assert.equal(room.historyVisibility, visibility ?? 'SHARED')
    assert.equal(room.lastMessage?.seq, first <= 5 ? 5 : undefined)
    assert.equal(room.unread, 0)
    const [listed] = (await chat.call(member, { path: '/v1/rooms' })).body.items
    assert.deepEqual(listed, room)
    const found = (await chat.call(member, { path: '/v1/groups?mine=true' })).body.items
    assert.deepEqual(found, [room])

    const readable = range(first, last)
    // One node has the whole log in its ring buffer, the other reads it.
    const listener = await chat.client(owner)
    await listener.request('subscribe', { roomId, after: 0 })
    await listener.reached(roomId, last)
    for (const transport of transports) {
      for (const node of chat.nodes) await readsOnly(t, { transport, node, roomId, member, readable })
    }
    for (const query of ['', '?after=0', '?after=0&limit=2', '?limit=2', '?before=5', '?before=2&limit=1']) {
      const allowed = query.includes('before=') ? readable.filter((seq) => seq < 5) : readable
      const { items } = (await chat.call(member, { path: `/v1/rooms/${roomId}/messages${query}` })).body
      assert.deepEqual(
        seqs(items).filter((seq) => !allowed.includes(seq)),
        [],
        query,
      )
    }
    assert.deepEqual(await pages(chat, { roomId, member }, 'after=0'), readable)
    assert.deepEqual(
      (await pages(chat, { roomId, member }, 'before=1000')).toSorted((a, b) => a - b),
      readable,
    )

    const client = await chat.client(member)
    const reply = { ...text(roomId, 'about that'), replyTo: 1 }
    if (first === 1) assert.equal((await client.request('send', reply)).seq, last + 1)
    else assert.equal((await client.rejection('send', reply)).code, 'REPLY_NOT_FOUND')
    const later = { ...text(roomId, 'and that'), replyTo: 5 }
    if (first <= 5) await client.request('send', later)
    else assert.equal((await client.rejection('send', later)).code, 'REPLY_NOT_FOUND')
  })
}

test('a change of the visibility applies to the whole log, and is an entry', async (t) => {
  const chat = await openChat(t)
  const { roomId, owner, member, last } = await enter(chat, 'JOINED', 'removed')
  const set = (historyVisibility: HistoryVisibility) =>
    chat.call(owner, { method: 'PATCH', path: `/v1/groups/${roomId}`, body: { historyVisibility } })
  assert.equal((await set('ALL')).body.historyVisibility, 'ALL')
  assert.deepEqual(await pages(chat, { roomId, member }, 'after=0'), range(1, last + 1))
  const { items } = (await chat.call(member, { path: `/v1/rooms/${roomId}/messages?limit=1` })).body
  assert.deepEqual([items[0].event, items[0].content], ['room.updated', { historyVisibility: 'ALL' }])
  assert.equal((await set('JOINED')).body.historyVisibility, 'JOINED')
  assert.deepEqual(await pages(chat, { roomId, member }, 'after=0'), range(6, last + 2))
})

async function enter(chat: Chat, historyVisibility: HistoryVisibility | undefined, way: Way) {
  const [owner, member, guest] = [await chat.member(), await chat.member(), await chat.member()]
  const body = { title: way, maxMembers: 5, ...(historyVisibility && { historyVisibility }) }
  const roomId: number = (await chat.call(owner, { path: '/v1/groups', body })).body.id
  const path = `/v1/groups/${roomId}`
  const done = async (by: Person, request: Parameters<Chat['call']>[1]) => {
    const { status } = await chat.call(by, request)
    assert.ok(status < 300, `${request.path}: ${status}`)
  }
  const join = (by: Person) => done(by, { method: 'POST', path: `${path}/join` })
  const leave = (by: Person) => done(by, { method: 'POST', path: `${path}/leave` })
  const removal = way.startsWith('removed')
  // A newcomer comes for the first time; somebody else was there.
  const first = way === 'newcomer' ? guest : member
  const writer = await chat.client(owner)
  await writer.request('send', text(roomId, 'before'))
  await join(first)
  await writer.request('send', text(roomId, 'together'))
  if (removal) await done(owner, { method: 'DELETE', path: `${path}/members/${first.id}` })
  else await leave(first)
  await writer.request('send', text(roomId, 'meanwhile'))
  if (removal) await done(owner, { method: 'DELETE', path: `${path}/removed-members/${first.id}` })
  await join(member)
  if (way !== 'removed, then left') return { roomId, owner, member, last: 6 }
  await leave(member)
  await join(member)
  return { roomId, owner, member, last: 8 }
}

async function readsOnly(
  t: Cleanup,
  {
    transport,
    node,
    roomId,
    member,
    readable,
  }: {
    transport: (typeof transports)[number]
    node: Chat['nodes'][number]
    roomId: number
    member: Person
    readable: number[]
  },
): Promise<void> {
  const [first, last] = [readable[0]!, readable.at(-1)!]
  for (const after of [0, 2, 4]) {
    const client = await transport.open(t, node, member.token)
    await client.request('subscribe', { roomId, after })
    await client.reached(roomId, last)
    assert.deepEqual(
      client.seqs(roomId),
      range(Math.max(after + 1, first), last),
      `${transport.name} after ${after}`,
    )
    for (const query of [{}, { after: 0 }, { before: 5 }, { after: 1, limit: 1 }]) {
      const { items } = await client.request('history', { roomId, ...query })
      const beyond = seqs(items).filter((seq) => !readable.includes(seq))
      assert.deepEqual(beyond, [], `${transport.name} history ${JSON.stringify(query)}`)
    }
    assert.equal((await client.request('read', { roomId, seq: 1 })).unread, 0)
    await client.close()
  }
}

/** All pages, by the cursor. */
async function pages(
  chat: Chat,
  { roomId, member }: { roomId: number; member: Person },
  from: string,
): Promise<number[]> {
  const all: number[] = []
  const parameter = from.split('=')[0]!
  for (let query = from; ;) {
    const { items, nextCursor } = (
      await chat.call(member, { path: `/v1/rooms/${roomId}/messages?${query}&limit=2` })
    ).body
    all.push(...seqs(items))
    if (nextCursor === null) return all
    query = `${parameter}=${nextCursor}`
  }
}

function seqs(items: Json[]): number[] {
  return items.map(({ seq }) => seq)
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
