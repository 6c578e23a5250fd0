import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metric, until } from '@munova/testing'
import type { ChatServer } from '../../src/index.ts'
import { type Chat, openChat } from '../support/chat.ts'
import { nodeProcess } from '../support/node-process.ts'

const INQUIRIES = 1_000
const quick = { INQUIRY_SCAN_INTERVAL_MS: '10', INQUIRY_SCAN_BATCH: '50' }

/** Inquiries with one message of the buyer that no node has scanned, written `hoursAgo`. */
async function addInquiries(chat: Chat, { count, hoursAgo }: { count: number; hoursAgo: number }) {
  const at = chat.sql`now() - ${hoursAgo} * interval '1 hour'`
  await chat.sql`
    with added as (
      insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id, product_name,
        last_seq, message_count, last_message_seq, last_message_sender_id, last_activity_at)
      select 'INQUIRY', 'inquiry', 1, 2, 2, 2, nextval('rooms_id_seq'), 'shoe', 1, 1, 1, 2, ${at}
      from generate_series(1, ${count}::int)
      returning id
    )
    insert into room_members (room_id, member_id, role) select id, unnest(array[1, 2]), 'MEMBER' from added`
}

const visitedBy = async (nodes: readonly Pick<ChatServer, 'url'>[]) => {
  const counts = await Promise.all(nodes.map(({ url }) => metric(url, 'chat_inquiry_full_scan_rooms_total')))
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

async function scanned(chat: Chat) {
  const finished = async () =>
    (await chat.sql`select from inquiry_full_scan where not is_requested and started_at is null`).length === 1
  await until(finished, { what: 'the end of the full scan', timeoutMs: 60_000 })
}

test('of two nodes that start at once one visits the inquiries, and the next start visits those with activity since', async (t) => {
  const chat = await openChat(t, { nodes: 0, settings: quick })
  await addInquiries(chat, { count: INQUIRIES, hoursAgo: 50 })
  await Promise.all([chat.addNode(), chat.addNode()])
  await scanned(chat)
  const [state] = await chat.sql<{ count: number }[]>`select count(*)::int from inquiry_event_state`
  assert.equal(state!.count, INQUIRIES)
  // The request of the node that started second may have come while the scan of the first was under way.
  assert.equal(await visitedBy(chat.nodes), INQUIRIES)

  await addInquiries(chat, { count: 30, hoursAgo: 0 })
  const restarted = [await chat.addNode(), await chat.addNode()]
  await until(async () => (await chat.sql`select from inquiry_event_state`).length === INQUIRIES + 30, {
    what: 'the new ones to be scanned',
  })
  await scanned(chat)
  const visited = await visitedBy([...chat.nodes])
  assert.ok(visited <= INQUIRIES + 30 * (restarted.length + 1), `${visited}`)
})

test('another node continues where one that was killed has stopped', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit', settings: quick })
  await addInquiries(chat, { count: INQUIRIES, hoursAgo: 50 })
  const settings = { INQUIRY_SCAN_BATCH: '1' }
  const killed = await nodeProcess(t, chat, { settings })
  const position = async () =>
    (await chat.sql<{ id: number }[]>`select position_id as id from inquiry_full_scan`)[0]!.id
  await until(async () => (await position()) > 0, { what: 'the scan to begin' })
  await killed.kill()
  const [left] = await chat.sql<{ count: number }[]>`
    select count(*)::int from rooms where id > ${await position()}`
  assert.ok(left!.count > 0)
  // Instead of waiting for the end of its lease.
  await chat.sql`update inquiry_full_scan set held_until = '-infinity'`
  const node = await chat.addNode()
  await until(async () => (await chat.sql`select from inquiry_event_state`).length === INQUIRIES, {
    what: 'all inquiries to be scanned',
  })
  await scanned(chat)
  // One fewer when the database has finished the last statement of the killed process since.
  const visited = await visitedBy([node])
  assert.ok(visited > 0 && visited <= left!.count, `${visited} of ${left!.count}`)
})
