import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connect, type Sql } from '@munova/database'
import type { RoomPage } from '../../../src/rooms/room/room.ts'
import { searchGroups } from '../../../src/rooms/groups/search.ts'
import { listInbox, listInquiries } from '../../../src/rooms/inquiries/list.ts'
import { listRooms } from '../../../src/rooms/queries/list-rooms.ts'
import { openChat } from '../../support/chat.ts'

const SELLER = 1
const BUYER = 2
const INQUIRIES = 20_000
const GROUPS = 20_000
const LIMIT = 50
const PAGES = 8

/** A seller with many inquiries, half of them of one buyer, in a database with many groups; and the seller is in 50 groups. */
async function openCrowdedDatabase(t: TestContext) {
  const { databaseUrl } = await openChat(t, { nodes: 0 })
  // One connection, whose counters can be read after it was told to report them.
  const sql = connect(databaseUrl, { max: 1, statementTimeoutMs: 60_000 })
  t.after(() => sql.end())
  await sql`
    insert into rooms (kind, title, owner_id, member_count, max_members, last_activity_at)
    select 'GROUP', 'group ' || i, 3, 1, 100, now() - i * interval '1 minute' from generate_series(1, ${GROUPS}::int) i`
  // Newer than the groups: a page of groups must not be searched for among them.
  await sql`
    insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id, product_name, last_activity_at,
      waiting_since)
    select 'INQUIRY', 'inquiry ' || i, ${SELLER}, 2, 2, case when i % 2 = 0 then ${BUYER} else 3 end, i, 'shoe',
      now() - (i * 7919 % ${INQUIRIES}) * interval '1 minute',
      case when i % 10 = 0 then now() - (i * 7919 % ${INQUIRIES}) * interval '7 minutes' end
    from generate_series(1, ${INQUIRIES}::int) i`
  await sql`
    insert into room_members (room_id, member_id, role, is_inquiry)
    select id, unnest(array[owner_id, buyer_id]), 'MEMBER', true from rooms where kind = 'INQUIRY'`
  await sql`
    insert into room_members (room_id, member_id, role)
    select id, ${SELLER}, 'OWNER' from rooms where kind = 'GROUP' and id % 400 = 0`
  await sql`analyze`
  const visitedRooms = async () => {
    await sql`select pg_stat_force_next_flush()`
    const [row] = await sql<{ rows: number }[]>`
      select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables where relname = 'rooms'`
    return row!.rows
  }
  return { sql, visitedRooms }
}

type ReadPage = (sql: Sql, page: { limit: number; cursor?: string }) => Promise<RoomPage>

const lists: { name: string; expected: (sql: Sql) => PromiseLike<{ id: number }[]>; read: ReadPage }[] = [
  {
    name: 'groups',
    expected: (sql) => sql`select id from rooms where kind = 'GROUP' order by id desc`,
    read: (sql, page) => searchGroups(sql, SELLER, page),
  },
  {
    name: 'a seller’s inbox',
    expected: (sql) => sql`
      select id from rooms where kind = 'INQUIRY' and owner_id = ${SELLER} order by last_activity_at desc, id desc`,
    read: (sql, page) => listInbox(sql, SELLER, { sort: 'activity', ...page }),
  },
  {
    name: 'who waits for a seller',
    expected: (sql) => sql`
      select id from rooms where owner_id = ${SELLER} and waiting_since is not null order by waiting_since, id`,
    read: (sql, page) => listInbox(sql, SELLER, { sort: 'waiting', ...page }),
  },
  {
    name: 'a buyer’s inquiries',
    expected: (sql) => sql`
      select id from rooms where kind = 'INQUIRY' and buyer_id = ${BUYER} order by last_activity_at desc, id desc`,
    read: (sql, page) => listInquiries(sql, BUYER, page),
  },
  {
    name: 'all rooms of a seller',
    expected: (sql) => sql`
      select id from rooms where id in (select room_id from room_members where member_id = ${SELLER})
      order by last_activity_at desc, id desc`,
    read: (sql, page) => listRooms(sql, SELLER, page),
  },
]

test('a list reads the rooms of its page, not all of the member or of the database, and no page misses or repeats one', async (t) => {
  const { sql, visitedRooms } = await openCrowdedDatabase(t)
  for (const { name, expected, read } of lists) {
    const all = await expected(sql)
    const before = await visitedRooms()
    const found: number[] = []
    let next: { cursor?: string } = {}
    for (let page = 0; page < PAGES; page++) {
      const { items, nextCursor } = await read(sql, { limit: LIMIT, ...next })
      found.push(...items.map(({ id }) => id))
      next = { cursor: nextCursor! }
    }
    const visited = (await visitedRooms()) - before
    assert.deepEqual(found, all.slice(0, PAGES * LIMIT).map(({ id }) => id), name) // prettier-ignore
    t.diagnostic(`${name}: ${visited} rooms`)
    // A page, the rest of its hour, and what the index finds of the hour before.
    assert.ok(visited < PAGES * LIMIT * 6, `${name}: ${visited} rooms`)
  }
})
