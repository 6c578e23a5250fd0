import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '@munova/database'
import { afterTheTest, ownPostgres, testDatabase } from '@munova/testing'

const migrations = new URL('migrations/', import.meta.url)

test('databases made at the same time are migrated and do not see each other', async (t) => {
  const databases = await Promise.all(Array.from({ length: 4 }, () => testDatabase(t, migrations)))
  for (const { sql } of databases) await sql`insert into shoes (name) values ('나이키')`
  for (const { sql } of databases) {
    const [row] = await sql<{ count: number }[]>`select count(*) from shoes`
    assert.equal(row?.count, 1)
  }
  assert.equal(new Set(databases.map(({ url }) => url)).size, 4)
})

test('a database lives until the hooks of its test have run, then it is dropped', async (t) => {
  let url = ''
  let answered = false
  await t.test('inner', async (inner) => {
    const database = await testDatabase(inner, migrations)
    url = database.url
    inner.after(async () => {
      await database.sql`select from shoes`
      answered = true
    })
  })
  assert.ok(answered)
  const sql = connect(url, { max: 1 })
  afterTheTest(t, () => sql.end({ timeout: 1 }))
  await assert.rejects(async () => void (await sql`select 1`), { code: '3D000' })
})

test('the server of a test restarts with its data on the same address', async (t) => {
  const server = await ownPostgres(t)
  const first = connect(server.url, { max: 1 })
  await first`create table shoes (name text)`
  await first`insert into shoes values ('나이키')`
  await first.end()
  await server.stop()
  await server.start()
  const second = connect(server.url, { max: 1 })
  t.after(() => second.end())
  assert.deepEqual([...(await second`select name from shoes`)], [{ name: '나이키' }])
})

test('without with-services the error says how to run the test', async (t) => {
  const url = process.env['TEST_DATABASE_URL']
  delete process.env['TEST_DATABASE_URL']
  t.after(() => {
    process.env['TEST_DATABASE_URL'] = url
  })
  await assert.rejects(testDatabase(t, migrations), /npm run test:file -- FILE/)
})
