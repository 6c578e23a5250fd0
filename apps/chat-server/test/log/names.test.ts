import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { migrate } from '@munova/database'
import { testDatabase, until } from '@munova/testing'
import { migrations } from '../../src/index.ts'
import { type Json, openChat, text } from '../support/chat.ts'
import { withdraw } from '../support/withdraw.ts'
import { rsocketTcp, rsocketWebSocket } from '../transports/live/rsocket.ts'
import { stomp } from '../transports/live/stomp.ts'
import { webSocket } from '../transports/live/websocket.ts'

const transports = [webSocket, stomp, rsocketTcp, rsocketWebSocket]

test('the log has no names: a member who withdraws is nameless in history, on resume and live, on every transport', async (t) => {
  const chat = await openChat(t, { settings: { WITHDRAWAL_CLEANUP_MS: '20' } })
  const [owner, leaving] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id)
  const name = `member ${leaving.id}`
  const listener = await chat.client(owner)
  await listener.request('subscribe', { roomId, after: 0 })
  assert.equal((await chat.call(leaving, { method: 'POST', path: `/v1/groups/${roomId}/join` })).status, 200)
  await (await chat.client(leaving)).request('send', text(roomId, 'hello'))
  await listener.reached(roomId, 2)
  const joined = { senderName: name, content: { memberId: leaving.id, name } }
  assert.deepEqual(listener.events.map(shown), [joined, { ...joined, content: { text: 'hello' } }])
  const stored = await chat.sql<{ content: string }[]>`select content::text as content from messages`
  assert.ok(!stored.some(({ content }) => content.includes(name)), 'the log holds the name')

  await withdraw(chat.sql, leaving)
  await listener.reached(roomId, 3)
  assert.equal(listener.events[2].event, 'member.left')
  // The room is live here, and its ring buffer has what was delivered before the withdrawal.
  const bodies = await until(
    async () => {
      const readers = await Promise.all(
        transports.map((transport) => transport.open(t, chat.nodes[0]!, owner.token)),
      )
      for (const reader of readers) await reader.request('subscribe', { roomId, after: 0 })
      for (const reader of readers) await reader.reached(roomId, 3)
      const read = readers.map((reader) => reader.bodies.map(String))
      for (const reader of readers) await reader.close()
      return read[0]!.every((body) => !body.includes(name)) && read
    },
    { what: 'the name to be gone' },
  )
  const { body: page } = await chat.call(owner, { path: `/v1/rooms/${roomId}/messages` })
  for (const read of bodies)
    assert.deepEqual(
      read.map((body) => JSON.parse(body)),
      page.items,
    )
  assert.equal(new Set(bodies.map((read) => read.join('\n'))).size, 1, 'the same bytes')
  assert.deepEqual(page.items.slice(0, 2).map(shown), [
    { senderName: null, content: { memberId: leaving.id, name: null } },
    { senderName: null, content: { text: 'hello' } },
  ])
  const [member] = await chat.sql`select display_name from members where id = ${leaving.id}`
  assert.equal(member!['display_name'], null)
})

test('the migration takes the names out of the log and from members who have withdrawn', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'migrations-'))
  t.after(() => rm(directory, { recursive: true }))
  const before = pathToFileURL(`${directory}/`)
  await cp(migrations, before, {
    recursive: true,
    filter: (file) => !/\d{4}_/.test(file) || number(file) < 19,
  })
  const { url, sql } = await testDatabase(t, before)
  await sql`
    insert into members (id, display_name, role, status, revision)
    values (1, '민지', 'BUYER', 'WITHDRAWN', 2), (2, '서준', 'BUYER', 'ACTIVE', 1)`
  await sql`
    insert into messages (room_id, seq, event, sender_id, content, message_no, sent_at) values
      (1, 1, 'member.joined', 1, '{"memberId": 1, "name": "민지"}', 0, now()),
      (1, 2, 'message', 2, '{"text": "name"}', 1, now())`
  await migrate(url, migrations)
  const rows = await sql<{ content: object }[]>`select content from messages order by seq`
  assert.deepEqual(
    rows.map(({ content }) => content),
    [{ memberId: 1 }, { text: 'name' }],
  )
  const names = await sql<{ name: string | null }[]>`select display_name as name from members order by id`
  assert.deepEqual(
    names.map(({ name }) => name),
    [null, '서준'],
  )
})

function shown({ senderName, content }: Json) {
  return { senderName, content }
}

function number(file: string): number {
  return Number(/(\d{4})_[^/]*$/.exec(file)![1])
}
