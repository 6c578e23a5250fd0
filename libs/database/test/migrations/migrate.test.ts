import assert from 'node:assert/strict'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { latch, testDatabase } from '@munova/testing'
import { migrate, requireMigrated } from '../../src/index.ts'

const shoes = { '0001_shoes.sql': 'create table shoes (id int primary key);', '0002_more.sql': 'insert into shoes values (1), (2);' } // prettier-ignore

test('applies the files in order, once', async (t) => {
  const { url, sql, directory } = await empty(t, shoes)
  const logged: object[] = []
  const log = { info: (fields: object) => void logged.push(fields) }
  assert.deepEqual(await migrate(url, directory, log), ['0001_shoes', '0002_more'])
  assert.equal(logged.length, 2)
  assert.deepEqual(await migrate(url, directory, log), [])
  assert.equal(logged.length, 2)
  const rows =
    await sql`select version, name, length(checksum) as length from fresh.schema_migrations order by 1`
  assert.deepEqual([...rows], [{ version: 1, name: '0001_shoes', length: 64 }, { version: 2, name: '0002_more', length: 64 }]) // prettier-ignore
})

test('five migrators at once apply each file once', async (t) => {
  const slow = { ...shoes, '0003_slow.sql': 'select pg_sleep(0.1); insert into shoes values (3);' }
  const { url, sql, directory } = await empty(t, slow)
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(url, directory)))
  assert.deepEqual(applied.flat().toSorted(), ['0001_shoes', '0002_more', '0003_slow'])
  const rows = await sql`select id from fresh.shoes order by id`
  assert.deepEqual(rows.map((row) => row['id']), [1, 2, 3]) // prettier-ignore
})

test('a file changed after it was applied is an error, other line ends are no change', async (t) => {
  const { url, directory, path } = await empty(t, {
    '0001_shoes.sql': 'create table shoes (\n  id int\n);\n',
  })
  await migrate(url, directory)
  await writeFile(join(path, '0001_shoes.sql'), 'create table shoes (\r\n  id int\r\n);\r\n')
  assert.deepEqual(await migrate(url, directory), [])
  await writeFile(join(path, '0001_shoes.sql'), 'create table shoes (\n  id bigint\n);\n')
  await assert.rejects(migrate(url, directory), /0001_shoes was changed after it was applied/)
})

test('a database newer than the files is an error', async (t) => {
  const { url, directory, path } = await empty(t, shoes)
  await migrate(url, directory)
  await rm(join(path, '0002_more.sql'))
  await assert.rejects(migrate(url, directory), /at migration 0002_more, this program knows up to 0001_shoes/)
})

test('a failing file leaves nothing behind, names file and line, and can be repaired', async (t) => {
  const broken =
    '-- expand\ncreate table boots (id int);\ninsert into boots values (1);\n-- 신발 👟\ninsert into nowhere values (1);\n'
  const { url, sql, directory, path } = await empty(t, { ...shoes, '0003_boots.sql': broken })
  await assert.rejects(migrate(url, directory), (error) => {
    assert.ok(error instanceof Error)
    assert.equal(
      error.message,
      'migration 0003_boots failed at line 5: relation "nowhere" does not exist (42P01)',
    )
    return true
  })
  const [row] = await sql`
    select to_regclass('fresh.boots') as boots, to_regclass('fresh.shoes')::text as shoes,
      (select max(version) from fresh.schema_migrations) as version`
  assert.deepEqual({ ...row }, { boots: null, shoes: 'fresh.shoes', version: 2 })
  await writeFile(join(path, '0003_boots.sql'), 'create table boots (id int);')
  assert.deepEqual(await migrate(url, directory), ['0003_boots'])
})

test('a failure at run time, a unique one too, is not mistaken for a lost race', async (t) => {
  const { url, directory } = await empty(t, { ...shoes, '0003_twice.sql': 'insert into shoes values (1);' })
  await assert.rejects(migrate(url, directory), /0003_twice failed.*shoes_pkey.*\(23505\)/)
})

test('numbers may have gaps, and a file that fills one later is applied', async (t) => {
  const { url, directory, path } = await empty(t, {
    ...shoes,
    '0009_last.sql': 'insert into shoes values (9);',
  })
  assert.deepEqual(await migrate(url, directory), ['0001_shoes', '0002_more', '0009_last'])
  await writeFile(join(path, '0004_late.sql'), 'insert into shoes values (4);')
  assert.deepEqual(await migrate(url, directory), ['0004_late'])
  assert.deepEqual(await migrate(url, directory), [])
})

test('duplicate numbers, other names and transaction control are rejected before anything runs', async (t) => {
  const { url, sql, directory, path } = await empty(t, shoes)
  await rename(join(path, '0002_more.sql'), join(path, '0001_more.sql'))
  await assert.rejects(migrate(url, directory), /0001_shoes\.sql: 0001_more\.sql has the same number/)
  await rename(join(path, '0001_more.sql'), join(path, '0002-more.sql'))
  await assert.rejects(migrate(url, directory), /0002-more\.sql: expected/)
  await rename(join(path, '0002-more.sql'), join(path, '0002_more.sql'))
  await writeFile(join(path, '0002_more.sql'), 'insert into shoes values (1);\nCOMMIT;\n')
  await assert.rejects(migrate(url, directory), /0002_more\.sql: is one transaction already/)
  const [row] = await sql`select to_regclass('fresh.shoes') as shoes`
  assert.equal(row?.['shoes'], null)
})

test('a migration waits two seconds for a lock, lets pass what waited behind it, and tries again', async (t) => {
  const check =
    "select 1 / (current_setting('lock_timeout') = '2s')::int; alter table shoes add column size int;"
  const { url, sql, directory, path } = await empty(t, shoes)
  await migrate(url, directory)
  await writeFile(join(path, '0003_size.sql'), check)
  const holder = await sql.reserve()
  await holder`begin`
  await holder`lock table fresh.shoes`
  const waits = latch()
  const log = {
    info(_fields: object, message: string) {
      if (message === 'migration waits for a lock') waits.resolve()
    },
  }
  const migrated = migrate(url, directory, log)
  await waits.promise
  await holder`commit`
  holder.release()
  assert.deepEqual(await migrated, ['0003_size'])
})

test('an older program runs on what was only expanded, and on nothing else', async (t) => {
  const { url, sql, directory, path } = await empty(t, shoes)
  await migrate(url, directory)
  const newer = {
    '0003_size.sql': '-- expand\nalter table shoes add column size int;',
    '0004_name.sql': '-- contract after 0002\nalter table shoes drop column if exists name;',
    '0005_cut.sql': '-- contract\nalter table shoes drop column size;',
  }
  const withMore = async (names: (keyof typeof newer)[]) => {
    for (const name of names) await writeFile(join(path, name), newer[name])
    await migrate(url, directory)
    for (const name of names) await rm(join(path, name))
  }
  await withMore(['0003_size.sql', '0004_name.sql'])
  assert.deepEqual(await migrate(url, directory), [])
  await requireMigrated(url, directory)
  // One that does not know 0002 either is what 0004 ends.
  await rm(join(path, '0002_more.sql'))
  await sql`update fresh.schema_migrations set tolerated_from = 0 where version = 2`
  await assert.rejects(migrate(url, directory), /at migration 0004_name, this program knows up to 0001_shoes/)
  await writeFile(join(path, '0002_more.sql'), shoes['0002_more.sql'])
  await withMore(['0003_size.sql', '0004_name.sql', '0005_cut.sql'])
  await assert.rejects(migrate(url, directory), /at migration 0005_cut, this program knows up to 0002_more/)
})

test('a file may be marked after it was applied: the database learns it', async (t) => {
  const { url, directory, path } = await empty(t, shoes)
  await migrate(url, directory)
  await writeFile(join(path, '0002_more.sql'), `-- expand\n${shoes['0002_more.sql']}`)
  assert.deepEqual(await migrate(url, directory), [])
  await rm(join(path, '0002_more.sql'))
  assert.deepEqual(await migrate(url, directory), [])
})

test('a process that does not migrate says what the database lacks', async (t) => {
  const { url, directory } = await empty(t, shoes)
  await assert.rejects(requireMigrated(url, directory), /lacks migration 0001_shoes: run the command migrate/)
  await migrate(url, directory)
  await requireMigrated(url, directory)
})

/** An empty schema of its own in a database that exists, and a folder with these files. */
async function empty(t: TestContext, files: Record<string, string>) {
  const database = await testDatabase(t, new URL('../support/migrations/', import.meta.url))
  await database.sql`create schema fresh`
  const url = new URL(database.url)
  url.searchParams.set('search_path', 'fresh')
  const path = await mkdtemp(join(tmpdir(), 'munova-migrations-'))
  t.after(() => rm(path, { recursive: true }))
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(path, name), text)))
  return { url: url.href, sql: database.sql, path, directory: pathToFileURL(`${path}/`) }
}
