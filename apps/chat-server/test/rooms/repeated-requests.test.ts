import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Chat, openChat } from '../support/chat.ts'

interface Person {
  id: number
  token: string
}

interface Stage {
  chat: Chat
  /** Makes the request. */
  actor: Person
  other: Person
  /** A group of `actor`, in which `other` is. */
  owned: () => Promise<number>
  /** A group of `other`, in which `actor` is. */
  joined: () => Promise<number>
  /** An open inquiry of `other` with `actor` as the seller. */
  inquiry: () => Promise<number>
}

type Request = Parameters<Chat['call']>[1]

/** Everything a member does to a room over HTTP, each time with a quota of one change. */
const cases: Record<string, (stage: Stage) => Promise<Request>> = {
  'create a group': async () => ({
    path: '/v1/groups',
    body: { title: randomUUID(), maxMembers: 5, clientGroupId: randomUUID() },
  }),
  'change a group': async ({ owned }) => ({
    method: 'PATCH',
    path: `/v1/groups/${await owned()}`,
    body: { title: randomUUID(), maxMembers: 7 },
  }),
  'close a group': async ({ owned }) => post(await owned(), 'close'),
  'reopen a group': async ({ chat, owned }) => post(await closed(chat, await owned()), 'reopen'),
  'transfer a group': async ({ owned, other }) => post(await owned(), 'transfer', { memberId: other.id }),
  'remove a member': async ({ owned, other }) => ({
    method: 'DELETE',
    path: `/v1/groups/${await owned()}/members/${other.id}`,
  }),
  'allow a member to return': async ({ chat, owned, other }) => {
    const roomId = await owned()
    await chat.sql`insert into removed_members (room_id, member_id) values (${roomId}, ${other.id})`
    return { method: 'DELETE', path: `/v1/groups/${roomId}/removed-members/${other.id}` }
  },
  'join a group': async ({ chat, other }) => post(await chat.group(other.id), 'join'),
  'leave a group': async ({ joined }) => post(await joined(), 'leave'),
  'leave a group as its owner': async ({ owned }) => post(await owned(), 'leave'),
  'leave a group as the last': async ({ chat, actor }) => post(await chat.group(actor.id), 'leave'),
  'delete a group': async ({ owned }) => ({ method: 'DELETE', path: `/v1/groups/${await owned()}` }),
  'open an inquiry': async ({ chat, other }) => ({
    path: '/v1/inquiries',
    body: { productId: await chat.product(other.id) },
  }),
  'close an inquiry': async ({ inquiry }) => post(await inquiry(), 'close', undefined, 'inquiries'),
  'reopen an inquiry': async ({ chat, inquiry }) =>
    post(await closed(chat, await inquiry()), 'reopen', undefined, 'inquiries'),
}

/** Longer than the test: entries that are purged would not be counted. */
const NEVER_MS = '600000'
/** A quarter of it may come at once. */
const ONE_AT_ONCE = '4'

test('a repeated request gets the answer of the first, writes nothing and costs no quota', async (t) => {
  const settings = {
    INQUIRIES_PER_HOUR: ONE_AT_ONCE,
    GROUPS_PER_HOUR: ONE_AT_ONCE,
    MEMBERSHIP_CHANGES_PER_HOUR: ONE_AT_ONCE,
    ROOM_CHANGES_PER_HOUR: ONE_AT_ONCE,
    DELETED_GROUP_PURGE_MS: NEVER_MS,
  }
  const chat = await openChat(t, { settings })
  for (const [name, prepare] of Object.entries(cases)) {
    await t.test(name, async () => {
      const stage = await openStage(chat)
      const request = await prepare(stage)
      const before = await written(chat)
      const first = await chat.call(stage.actor, request)
      assert.ok(first.status < 300, `${first.status} ${first.body?.code}`)
      const after = await written(chat)
      assert.notDeepEqual(after, before, 'the first had an effect')
      const again = await chat.call(stage.actor, request)
      assert.deepEqual(again.body, first.body)
      assert.equal(Math.floor(again.status / 100), 2)
      assert.deepEqual(await written(chat), after)
    })
  }
})

test('two equal requests at once get one answer and have one effect', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { DELETED_GROUP_PURGE_MS: NEVER_MS } })
  for (const [name, prepare] of Object.entries(cases)) {
    await t.test(name, async () => {
      const stage = await openStage(chat)
      const request = await prepare(stage)
      const once = await written(chat)
      const answers = await Promise.all(
        chat.nodes.map((node) => chat.call(stage.actor, { ...request, node })),
      )
      for (const { status, body } of answers) {
        assert.ok(status < 300, `${status} ${body?.code}`)
        assert.equal(body?.id, answers[0]!.body?.id)
      }
      const entries = (await written(chat)).entries - once.entries
      // A group is handed over before its owner leaves.
      assert.ok(entries <= (name.includes('as its owner') ? 2 : 1), `${entries} entries`)
    })
  }
})

test('another request than the repeated one needs its quota, and a group that another owns is not transferred', async (t) => {
  const chat = await openChat(t, { settings: { ROOM_CHANGES_PER_HOUR: ONE_AT_ONCE } })
  const { actor, other, owned } = await openStage(chat)
  const roomId = await owned()
  assert.equal((await chat.call(actor, post(roomId, 'close'))).status, 200)
  assert.equal((await chat.call(actor, post(roomId, 'reopen'))).body.code, 'RATE_LIMITED')
  assert.equal((await chat.call(actor, post(roomId, 'close'))).status, 200)
  const toSelf = post(await owned(), 'transfer', { memberId: other.id })
  assert.equal((await chat.call(other, toSelf)).body.code, 'NOT_THE_OWNER')
})

function post(roomId: number, verb: string, body?: object, kind: 'groups' | 'inquiries' = 'groups'): Request {
  return { method: 'POST', path: `/v1/${kind}/${roomId}/${verb}`, ...(body && { body }) }
}

async function closed(chat: Chat, roomId: number): Promise<number> {
  await chat.sql`update rooms set status = 'CLOSED' where id = ${roomId}`
  return roomId
}

async function openStage(chat: Chat): Promise<Stage> {
  const [actor, other] = [await chat.member('SELLER'), await chat.member('SELLER')]
  return {
    chat,
    actor,
    other,
    owned: () => chat.group(actor.id, other.id),
    joined: () => chat.group(other.id, actor.id),
    async inquiry() {
      const body = { productId: await chat.product(actor.id) }
      return (await chat.call(other, { path: '/v1/inquiries', body })).body.id
    },
  }
}

/** What requests leave behind. */
interface Written {
  entries: number
  rooms: number
  events: number
  removed: number
  quota: string
}

async function written(chat: Chat): Promise<Written> {
  const [counts] = await chat.sql<[Written]>`
    select (select count(*) from messages) as entries, (select count(*) from rooms) as rooms,
      (select last_value from outbox_id_seq) as events, (select count(*) from removed_members) as removed,
      (select sum(extract(epoch from full_at)) from member_quotas) as quota`
  return counts
}
