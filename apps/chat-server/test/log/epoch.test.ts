import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sql } from '@munova/database'
import { testDatabase } from '@munova/testing'
import { migrations } from '../../src/index.ts'
import { beginEpochs } from '../../src/log/epoch.ts'
import { readAfter } from '../../src/log/history.ts'

/** Makes rooms whose log has so many entries; returns their ids. */
async function makeRooms(sql: Sql, rooms: number, entries: number): Promise<number[]> {
  await sql`insert into members (id, display_name, role, status, revision) values (1, 'one', 'BUYER', 'ACTIVE', 1)`
  const made = await sql<{ id: number }[]>`
    insert into rooms (kind, title, owner_id, member_count, max_members, last_seq, message_count)
    select 'GROUP', 'room ' || n, 1, 1, 10, ${entries}, ${entries} from generate_series(1, ${rooms}::int) n returning id`
  const ids = made.map(({ id }) => id)
  await write(sql, ids, { from: 1, to: entries })
  return ids
}

async function write(sql: Sql, ids: number[], { from, to }: { from: number; to: number }): Promise<void> {
  await sql`
    insert into messages (room_id, seq, event, sender_id, client_message_id, type, content, message_no, sent_at)
    select id, seq, 'message', 1, gen_random_uuid(), 'TEXT', '{"text":"words"}', seq, clock_timestamp()
    from unnest(${ids}::bigint[]) id, generate_series(${from}::int, ${to}::int) seq`
}

/** What a node has delivered of these rooms: the entries after a seq. */
async function delivered(sql: Sql, ids: number[], after = 0) {
  const rooms = []
  for (const roomId of ids) {
    const entries = await readAfter(sql, { roomId, after, limit: 1_000, bytes: 10_000_000 })
    rooms.push({ roomId, epoch: 1, entries, isLost: false })
  }
  return rooms
}

const epochs = async (sql: Sql) =>
  (
    await sql<{ epoch: number; start: number }[]>`
    select epoch, epoch_start as start from rooms order by id`
  ).map(({ epoch, start }) => [epoch, start])

test('more rooms than one statement compares: those that differ get an epoch that starts with what is common, the others none', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const ids = await makeRooms(sql, 30, 250)
  const rooms = await delivered(sql, ids)
  const lost = ids.filter((_, index) => index % 3 === 0)
  await sql`delete from messages where room_id = any(${lost}::bigint[]) and seq > 200`
  await write(sql, lost, { from: 201, to: 300 })
  await sql`update rooms set last_seq = 300 where id = any(${lost}::bigint[])`
  assert.deepEqual(await beginEpochs(sql, rooms), lost)
  assert.deepEqual(
    await epochs(sql),
    ids.map((_, index) => (index % 3 === 0 ? [2, 200] : [1, 0])),
  )
})

test('nodes that notice a loss at the same moment begin one epoch', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const ids = await makeRooms(sql, 20, 5)
  const rooms = await delivered(sql, ids)
  await sql`delete from messages where seq > 3`
  await sql`update rooms set last_seq = 3`
  // Each in its own order: rooms are locked in that of their ids.
  const found = await Promise.all([beginEpochs(sql, rooms), beginEpochs(sql, rooms.toReversed())])
  assert.deepEqual(found, [ids, ids.toReversed()])
  assert.deepEqual(await epochs(sql), ids.map(() => [2, 3])) // prettier-ignore
})

test('an epoch starts with 0 when nothing that is left of the delivery is in the log, or nothing is left and the loss is certain', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const ids = await makeRooms(sql, 3, 10)
  const [first, second, third] = await delivered(sql, ids, 6)
  await sql`delete from messages where seq > 4`
  await write(sql, ids, { from: 5, to: 12 })
  await sql`update rooms set last_seq = 12`
  const none = { entries: [] }
  const found = await beginEpochs(sql, [
    first!,
    { ...second!, ...none, isLost: true },
    { ...third!, ...none },
  ])
  assert.deepEqual(found, ids.slice(0, 2))
  assert.deepEqual(await epochs(sql), [[2, 0], [2, 0], [1, 0]]) // prettier-ignore
})

test('a log that has lost the beginning of its epoch gets one that no reader has', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const ids = await makeRooms(sql, 1, 5)
  const [room] = await delivered(sql, ids)
  await beginEpochs(sql, [{ ...room!, epoch: 4, isLost: true }])
  assert.deepEqual(await epochs(sql), [[5, 5]])
})
