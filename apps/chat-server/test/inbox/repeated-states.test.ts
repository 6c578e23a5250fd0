import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InboxEvent } from '@munova/chat-contract'
import { createLog, createMetrics } from '@munova/service'
import { until } from '@munova/testing'
import { Inboxes } from '../../src/inbox/inboxes.ts'
import { type Chat, openChat } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

function openInboxes(t: Parameters<typeof openChat>[0], chat: Chat) {
  const metrics = createMetrics('chat')
  const inboxes = new Inboxes({
    sql: chat.sql,
    log: createLog({ name: 'inboxes', level: 'silent' }),
    metrics,
    isBrokerUp: () => true,
    limits: { batchWindowMs: 1, sweepMs: 60_000, sweepBrokerDownMs: 60_000, pageRooms: 10, resumeMs: 60_000 },
  })
  t.after(async () => {
    await inboxes.close()
    metrics.close()
  })
  return { inboxes, metrics }
}

async function open(inboxes: Inboxes, memberId: number, capacity = Infinity) {
  const sent: InboxEvent[] = []
  const reader = { sent, capacity }
  const subscription = await inboxes.subscribe({
    memberId,
    after: undefined,
    sink: {
      encoding: { key: 'plain', encode: ({ body }) => body },
      entryCapacity: () => reader.capacity,
      byteCapacity: () => Infinity,
      send(bytes) {
        reader.capacity--
        sent.push(InboxEvent.parse(JSON.parse(bytes.toString())))
      },
      end: (code) => assert.fail(code),
    },
  })
  subscription.start()
  await until(() => sent.length > 0 || reader.capacity === 0 || undefined, { what: 'the account' })
  return { ...reader, reader, subscription }
}

/** Twice when the first read and a sweep overlap. */
function assertNotRepeated(sent: readonly InboxEvent[]) {
  const states = sent.filter((event) => 'room' in event && event.room.lastSeq === 1)
  assert.ok(states.length >= 20 && states.length <= 40, `${states.length} states of 20 rooms in 10 sweeps`)
}

test('a transaction that stays open does not repeat the states of all rooms', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  await Promise.all(upTo(20).map(() => chat.group(member.id)))
  const { inboxes } = openInboxes(t, chat)
  await chat.sql.begin(async (sql) => {
    await sql`select pg_current_xact_id()`
    const { sent } = await open(inboxes, member.id)
    await chat.sql`update rooms set last_seq = last_seq + 1`
    for (const _ of upTo(10)) await inboxes.sweep()
    assertNotRepeated(sent)
  })
})

test('a device that takes nothing does not repeat the states on the others', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  await Promise.all(upTo(20).map(() => chat.group(member.id)))
  const { inboxes } = openInboxes(t, chat)
  await open(inboxes, member.id, 1)
  const { sent } = await open(inboxes, member.id)
  await chat.sql`update rooms set last_seq = last_seq + 1`
  for (const _ of upTo(10)) await inboxes.sweep()
  assertNotRepeated(sent)
})

test('a reader that takes one state costs one page, and not all that have changed', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  await Promise.all(upTo(100).map(() => chat.group(member.id)))
  let pages = 0
  const sql = new Proxy(chat.sql, {
    apply(target, self, args: unknown[]) {
      if (String((args[0] as readonly string[])[0]).includes('w.member_id as "memberId"')) pages++
      return Reflect.apply(target, self, args) as unknown
    },
  })
  const { inboxes } = openInboxes(t, { ...chat, sql })
  const { sent, reader, subscription } = await open(inboxes, member.id)
  reader.capacity = 0
  await chat.sql`update rooms set last_seq = last_seq + 1`
  await inboxes.sweep()
  pages = 0
  reader.capacity = 1
  subscription.resume()
  await until(() => reader.capacity === 0 || undefined, { what: 'a state' })
  // Waits for the read that is under way.
  await inboxes.close()
  assert.equal(sent.at(-1)?.event, 'inbox.room')
  assert.ok(pages <= 2, `${pages} pages of 10 rooms`)
})
