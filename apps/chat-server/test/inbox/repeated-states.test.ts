import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InboxEvent } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openChat } from '../support/chat.ts'
import { upTo } from '../support/client.ts'
import { openInboxes, openReader } from '../support/open-inboxes.ts'

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
    const { sent } = await openReader(inboxes, member.id)
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
  await openReader(inboxes, member.id, 1)
  const { sent } = await openReader(inboxes, member.id)
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
  const { sent, reader, subscription } = await openReader(inboxes, member.id)
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
