import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { needsRehash, verifyPassword } from '@munova/auth'
import { migrations as chatMigrations } from '@munova/chat-server'
import { connect, type Sql } from '@munova/database'
import { testDatabase, type TestDatabase } from '@munova/testing'
import { demoAccounts, demoPassword, seedDatabases, SeedError } from '@munova/tool-seed'

const commerceMigrations = new URL('../../../apps/commerce-api/migrations/', import.meta.url)
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Databases {
  commerce: TestDatabase
  chat: TestDatabase
  urls: { commerceUrl: string; chatUrl: string }
}

async function emptyDatabases(t: TestContext): Promise<Databases> {
  const commerce = await testDatabase(t, commerceMigrations)
  const chat = await testDatabase(t, chatMigrations)
  return { commerce, chat, urls: { commerceUrl: commerce.url, chatUrl: chat.url } }
}

/** A digest of the rows of each table except those that have the time or the number of a transaction. */
async function digest(sql: Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not in ('schema_migrations', 'facet_changes') order by 1`
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(name)} t order by t::text`
    const hash = createHash('sha256')
    for (const { row } of rows) hash.update(`${row}\n`)
    digests[name] = `${rows.length} ${hash.digest('hex')}`
  }
  return digests
}

async function one(sql: Sql, query: string): Promise<number> {
  const [row] = await sql.unsafe<{ value: number }[]>(`select (${query})::int as value`)
  return row!.value
}

test('the same seed gives the same data, another seed another shop', async (t) => {
  const [a, b, c] = [await emptyDatabases(t), await emptyDatabases(t), await emptyDatabases(t)]
  await seedDatabases(a.urls)
  await seedDatabases(b.urls)
  await seedDatabases({ ...c.urls, seed: 7 })

  assert.deepEqual(await digest(a.commerce.sql), await digest(b.commerce.sql))
  assert.deepEqual(await digest(a.chat.sql), await digest(b.chat.sql))
  const other = await digest(c.commerce.sql)
  assert.notEqual(other['products'], (await digest(a.commerce.sql))['products'])
})

test('the seeded shop', async (t) => {
  const { commerce, chat, urls } = await emptyDatabases(t)
  assert.deepEqual(await seedDatabases(urls), { seed: 20_261_101, commerce: true, chat: true })

  await t.test('the shop has brands, sellers, buyers and 300 products in all leaf categories', async () => {
    const { sql } = commerce
    assert.equal(await one(sql, 'select count(*) from brands'), 20)
    assert.equal(await one(sql, "select count(*) from members where role = 'SELLER'"), 12)
    assert.equal(await one(sql, "select count(*) from members where role = 'BUYER'"), 40)
    assert.equal(await one(sql, 'select count(*) from products'), 300)
    assert.equal(await one(sql, "select count(*) from products where status = 'PUBLISHED'"), 295)
    assert.equal(
      await one(sql, "select count(distinct category_id) from products where status = 'PUBLISHED'"),
      52,
    )
    const sellers = "members where role = 'SELLER' and id not in (select member_id from seller_businesses)"
    assert.equal(await one(sql, `select count(*) from ${sellers}`), 0)
    assert.equal(await one(sql, 'select count(*) from products where disclosure is null'), 0)
    const demo = demoAccounts.seller.id
    assert.equal(await one(sql, `select count(*) from products where seller_id = ${demo}`), 26)
    assert.equal(await one(sql, `select count(*) from products where seller_id = ${demo} and id <= 26`), 26)
    assert.equal(await one(sql, 'select count(distinct seller_id) from products'), 12)
  })

  await t.test('prices, names, sizes, stock and instants are in their ranges', async () => {
    const { sql } = commerce

    const assertNone = async (condition: string, from: string) =>
      assert.equal(await one(sql, `select count(*) from ${from} where ${condition}`), 0, condition)
    await assertNone('price not between 18900 and 389000 or price % 1000 not in (0, 900)', 'products')
    await assertNone("name !~ '[가-힣]' or length(description) < 30", 'products')
    await assertNone("published_at >= '2026-11-01' or created_at >= published_at", 'products')
    await assertNone(
      'size_mm not between 220 and 300',
      'skus s join products p on p.id = s.product_id and root_category_id <> 3',
    )
    await assertNone(
      "not exists (select from pictures p where url = '/v1/pictures/' || p.id || '/600.webp')",
      'product_images',
    )
    await assertNone('not exists (select from skus where color_id = c.id)', 'product_colors c')
    await assertNone(
      'not exists (select from product_images where product_id = p.id and position = 1)',
      'products p',
    )
    assert.equal(
      await one(sql, "select count(distinct published_at) from products where status = 'PUBLISHED'"),
      295,
    )

    const skus = await one(sql, 'select count(*) from skus')
    const withoutStock = await one(sql, 'select count(*) from skus where stock = 0')
    assert.ok(withoutStock > skus * 0.05 && withoutStock < skus * 0.25, `${withoutStock} of ${skus} sold out`)
    const soldOut = await one(
      sql,
      'select count(*) from products p where not exists (select from skus where product_id = p.id and stock > 0)',
    )
    assert.ok(soldOut >= 2 && soldOut <= 20, `${soldOut} products sold out`)
  })

  await t.test('the demo accounts exist with the documented password', async () => {
    for (const { id, email, role } of Object.values(demoAccounts)) {
      const [row] = await commerce.sql<{ hash: string }[]>`
      select password_hash as hash from members where id = ${id} and email = ${email} and role = ${role}`
      assert.ok(row, email)
      assert.equal(await verifyPassword(demoPassword, row.hash), true)
      assert.equal(needsRehash(row.hash), false)
    }
  })

  await t.test('rooms have gapless logs and correct counts', async () => {
    const { sql } = chat

    assert.equal(await one(sql, "select count(*) from rooms where kind = 'INQUIRY'"), 2)
    assert.equal(
      await one(sql, "select count(*) from rooms where kind = 'GROUP' and cardinality(tags) > 0"),
      3,
    )
    const wrong = await sql`
    select r.id from rooms r
    left join lateral (
      select count(*) as entries, max(seq) as last, count(*) filter (where event = 'message') as messages,
        max(seq) filter (where event = 'message') as last_message, max(sent_at) as last_at,
        bool_and(message_no = (select count(*) from messages o
          where o.room_id = m.room_id and o.seq <= m.seq and o.event = 'message')) as numbered,
        bool_and((event = 'message') = (client_message_id is not null)) as identified
      from messages m where m.room_id = r.id) l on true
    where not (r.last_seq = l.entries and r.last_seq = l.last and r.message_count = l.messages
      and r.last_message_seq = l.last_message and r.last_activity_at = l.last_at and l.numbered and l.identified
      and r.member_count = (select count(*) from room_members where room_id = r.id)
      and exists (select from room_members where room_id = r.id and member_id = r.owner_id and role = 'OWNER'))`
    assert.deepEqual([...wrong], [])
    const misread = await sql`
    select * from room_members m
    where m.read_count <> (select count(*) from messages l
        where l.room_id = m.room_id and l.seq <= m.read_seq and l.event = 'message')
      or m.read_seq < (select coalesce(max(seq), 0) from messages l
        where l.room_id = m.room_id and l.sender_id = m.member_id)`
    assert.deepEqual([...misread], [])
    // Every sender is a member.
    assert.equal(
      await one(
        sql,
        `select count(*) from messages l left join room_members m
      on m.room_id = l.room_id and m.member_id = l.sender_id where m.member_id is null`,
      ),
      0,
    )
  })

  await t.test('the demo buyer has unread messages, the demo seller a waiting buyer', async () => {
    const rooms = await chat.sql<{ id: number; unread: number; waiting: boolean }[]>`
    select r.id, (r.message_count - m.read_count)::int as unread, r.waiting_since is not null as waiting
    from room_members m join rooms r on r.id = m.room_id where m.member_id = ${demoAccounts.buyer.id} order by r.id`
    assert.deepEqual(
      [...rooms],
      [
        { id: 1, unread: 2, waiting: false },
        { id: 2, unread: 0, waiting: true },
        { id: 3, unread: 3, waiting: false },
        { id: 4, unread: 0, waiting: false },
      ],
    )
    // The snapshot of the other members and products has not been requested yet.
    assert.equal(await one(chat.sql, 'select count(*) from projection where completed_at is null'), 1)
    assert.equal(await one(chat.sql, 'select count(*) from products'), 3)
  })
})

test('rows added after seeding get new ids', async (t) => {
  const { commerce, chat, urls } = await emptyDatabases(t)
  await seedDatabases(urls)
  const [brand] = await commerce.sql<
    { id: number }[]
  >`insert into brands (name) values ('새 상표') returning id`
  const [room] = await chat.sql<{ id: number }[]>`
    insert into rooms (kind, title, owner_id, member_count, max_members) values ('GROUP', '새 방', 1, 1, 2) returning id`
  assert.deepEqual([brand, room], [{ id: 21 }, { id: 6 }])
})

test('databases that were seeded earlier are not changed', async (t) => {
  const { commerce, chat, urls } = await emptyDatabases(t)
  await seedDatabases({ ...urls, seed: 5 })
  await commerce.sql`update members set email = null, password_hash = null, status = 'WITHDRAWN'`
  await chat.sql`update rooms set title = title || '!'`
  const before = [await digest(commerce.sql), await digest(chat.sql)]
  assert.deepEqual(await seedDatabases(urls), { seed: 5, commerce: false, chat: false })
  assert.deepEqual([await digest(commerce.sql), await digest(chat.sql)], before)
})

test('concurrent seeders fill the databases once', async (t) => {
  const { urls } = await emptyDatabases(t)
  const all = await Promise.all(Array.from({ length: 4 }, () => seedDatabases(urls)))
  assert.equal(all.filter(({ commerce }) => commerce).length, 1)
  assert.equal(all.filter(({ chat }) => chat).length, 1)
})

test('a seeder does not mistake the data of a concurrent seeder for other data', async (t) => {
  const { chat, urls } = await emptyDatabases(t)
  const other = connect(chat.url, { max: 1 })
  t.after(() => other.end({ timeout: 1 }))
  await other`begin`
  await other`lock table rooms`
  const seeded = seedDatabases(urls)
  const blocked = () =>
    one(chat.sql, `select count(*) from pg_locks where not granted and relation = 'rooms'::regclass`)
  while ((await blocked()) === 0) await setImmediate()
  await other`insert into development_seed (seed) values (5)`
  await other`insert into rooms (kind, title, owner_id, member_count, max_members) values ('GROUP', '방', 1, 1, 2)`
  await other`commit`
  assert.equal((await seeded).chat, false)
})

test('a database with other data is rejected and not changed', async (t) => {
  const { commerce, chat, urls } = await emptyDatabases(t)
  await commerce.sql`insert into members (email, name, password_hash) values ('member@shop.example', '누구', 'x')`
  const before = [await digest(commerce.sql), await digest(chat.sql)]
  await assert.rejects(seedDatabases(urls), SeedError)
  const after = [await digest(commerce.sql), await digest(chat.sql)]
  delete after[0]!['development_seed']
  assert.deepEqual(after, before)
})

test('the command prints the seed and the outcome, and rejects production', async (t) => {
  const { urls } = await emptyDatabases(t)
  const env = { COMMERCE_DATABASE_URL: urls.commerceUrl, CHAT_DATABASE_URL: urls.chatUrl }
  const rejected = await command({ ...env, NODE_ENV: 'production' })
  assert.deepEqual(
    [rejected.code, rejected.stderr],
    [1, 'a production environment (NODE_ENV) is never seeded\n'],
  )
  const filled = await command(env)
  assert.match(filled.stdout, /^seed 20261101: commerce filled, chat filled\n/)
  const again = await command(env)
  assert.match(again.stdout, /commerce already filled, unchanged/)
})

function command(env: NodeJS.ProcessEnv): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main],
      { env: { PATH: process.env['PATH'], ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}
