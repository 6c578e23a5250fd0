import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { ChatConfig } from '../../src/index.ts'
import { type Json, openChat } from '../support/chat.ts'
import { TestClient } from '../support/client.ts'

const page = await readFile(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')

test('every example of docs/protocol.md happens as it is written', async (t) => {
  const chat = await openChat(t)
  await chat.sql`
    insert into members (id, display_name, role, status, revision) values (42, '민지', 'BUYER', 'ACTIVE', 1), (43, '서준', 'SELLER', 'ACTIVE', 1)`
  await chat.sql`
    insert into products (id, seller_id, name, price, status, revision)
    values (12, 43, '구름 러너', 89000, 'PUBLISHED', 1)`
  await chat.sql`
    with room as (
      insert into rooms (id, kind, title, owner_id, member_count, max_members) overriding system value
      values (7, 'GROUP', 'examples', 42, 2, 10) returning id
    )
    insert into room_members (room_id, member_id, role)
    select id, m, case m when 42 then 'OWNER' else 'MEMBER' end from room, unnest(array[42, 43]) m`
  await chat.sql`
    with room as (
      insert into rooms (id, kind, title, owner_id, member_count, max_members, buyer_id, product_id)
      overriding system value values (9, 'INQUIRY', '구름 러너', 43, 2, 2, 42, 12) returning id
    )
    insert into room_members (room_id, member_id, role) select id, m, case m when 43 then 'OWNER' else 'MEMBER' end from room, unnest(array[42, 43]) m`
  await chat.sql`
    insert into orders (id, seller_id, buyer_id, number, title, items, total, status, revision)
    values (31, 43, 42, '20261123-7K2M', '구름 러너', 1, 89000, 'PAID', 2)`
  const token = await chat.tokens.sign({ memberId: 42 })
  const other = await chat.client({ token: await chat.tokens.sign({ memberId: 43, name: '서준' }) })
  await other.request('subscribe', { roomId: 7 })
  const client = await TestClient.open(chat.nodes[0]!.url)
  t.after(() => client.close())
  const received: Json[] = []
  client.socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString())))

  const blocks = [...page.matchAll(/```transcript\n([\s\S]*?)```/g)].map((match) => match[1]!)
  const lines = blocks.flatMap((block) => block.trim().split('\n'))
  assert.ok(lines.length > 20)
  for (const line of lines) {
    const text = line.slice(2).replace('<token>', token)
    if (line.startsWith('→ ')) {
      client.socket.send(text)
      continue
    }
    assert.ok(line.startsWith('← '), line)
    const expected = JSON.parse(text)
    if (expected.event === 'typing') await other.request('typing', { roomId: 7 })
    if (expected.event === 'read') await other.request('read', { roomId: 9, seq: 1 })
    // An answer and the event it causes may come in either order.
    const actual = await until(() => received.find((frame) => isSameKind(frame, expected)), { what: line })
    received.splice(received.indexOf(actual), 1)
    assert.deepEqual(comparable(actual, expected), comparable(expected, expected), line)
  }
  // An inbox may tell again of what changed just before it was opened.
  const others = received.filter(({ event }) => event !== 'inbox.room')
  assert.deepEqual(others, [], 'nothing else arrived')
})

test('the limits of docs/protocol.md are the defaults of the configuration', () => {
  const config = ChatConfig.parse({ DATABASE_URL: 'postgres://localhost/x' }) as Record<string, unknown>
  const table = page.slice(page.indexOf('## Limits'))
  const rows = [...table.matchAll(/^\| [^|]+ \| ([^|]+) \| (`[^|]+`) \|/gm)]
  assert.ok(rows.length >= 14)
  for (const [, stated, settings] of rows) {
    const numbers = [...stated!.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))
    const names = [...settings!.matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]!)
    const actual = names.map((name) => Number(config[name]) / (name.endsWith('_MS') ? 1_000 : 1))
    assert.deepEqual(numbers, actual, settings)
  }
})

function isSameKind(frame: Json, expected: Json): boolean {
  if (expected.id !== undefined) return frame.id === expected.id
  return 'event' in frame && frame.roomId === expected.roomId && frame.seq === expected.seq
}

/** The frame with every instant, and whatever the page leaves open, replaced by a word. */
function comparable(frame: Json, expected: Json): Json {
  if (expected === '<any>') return 'any'
  if (typeof frame === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(frame)) return 'instant'
  if (typeof frame !== 'object' || frame === null) return frame
  if (Array.isArray(frame)) return frame.map((item, index) => comparable(item, expected?.[index]))
  return Object.fromEntries(
    Object.entries(frame).map(([key, value]) => [key, comparable(value, expected?.[key])]),
  )
}
