import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '@munova/testing'
import { columnList, cte, isoInstant, perPool, type Cte, type Fragment, type Sql } from '../src/index.ts'
import { addMembers, migrations } from './support/members.ts'

/** Depends on a CTE of the caller by its value: whatever it is called. */
function namesOf(sql: Sql, members: Cte<{ id: number; display_name: string }>): Fragment {
  return sql`select ${members.name}.id, ${members.name}.display_name as name from ${members.name}`
}

test('a CTE is a value: what reads it does not know what it is called, and parameters go with it', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [first = 0] = await addMembers(sql, 3)
  for (const name of ['changed', 'Wer das liest', 'a"b']) {
    const chosen = cte<{ id: number; display_name: string; revision: number }>(
      sql,
      name,
      sql`select * from members where id > ${first}`,
    )
    const also = cte(sql, 'also', sql`select ${'x'}::text as x`, { materialized: true })
    const rows = await sql<{ id: number; name: string; x: string }[]>`
      with ${chosen.definition}, ${also.definition}
      select named.*, ${also.name}.x from (${namesOf(sql, chosen)}) as named, ${also.name} order by id`
    assert.deepEqual(
      rows.map((row) => [row.id, row.name, row.x]),
      [
        [first + 1, 'member 2', 'x'],
        [first + 2, 'member 3', 'x'],
      ],
    )
  }
})

test('a CTE that changes rows and is read twice changes them once', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  await addMembers(sql, 2)
  const changed = cte<{ id: number }>(
    sql,
    'changed',
    sql`update members set revision = revision + ${5} returning *`,
  )
  const [row] = await sql`
    with ${changed.definition}
    select (select count(*) from ${changed.name}) as count, (select max(revision) from ${changed.name}) as revision`
  assert.deepEqual({ ...row }, { count: 2, revision: 5 })
})

test('a CTE with fewer columns than are needed does not compile', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const ids = cte<{ id: number }>(sql, 'ids', sql`select id from members`)
  const untyped = cte(sql, 'ids', sql`select id from members`)
  const wrong = cte<{ id: string; display_name: string }>(sql, 'ids', sql`select id from members`)
  // @ts-expect-error display_name is missing
  void (() => namesOf(sql, ids))
  // @ts-expect-error nothing is known of its columns
  void (() => namesOf(sql, untyped))
  // @ts-expect-error id is of another type
  void (() => namesOf(sql, wrong))
})

test('an instant in SQL is the text that Date makes of it', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  for (const instant of [
    '2026-11-23T05:00:00.000Z',
    '1999-12-31T23:59:59.999Z',
    '2026-01-02T03:04:05.060Z',
  ]) {
    const [row] = await sql`select ${isoInstant(sql, sql`${instant}::timestamptz`)} as text`
    assert.equal(row?.['text'], instant)
  }
  const [row] = await sql`select ${isoInstant(sql, sql`null::timestamptz`)} as text`
  assert.equal(row?.['text'], null)
})

test('parts that are built once per pool give the same statement, with parameters, names and lists inside', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [first = 0] = await addMembers(sql, 3)
  let built = 0
  const build = (pool: Sql) => {
    built += 1
    const chosen = cte<{ id: number }>(pool, 'a"b', pool`select * from members where id > ${first}`)
    const columns = columnList<{ id: number; label: string }>(pool, {
      id: pool`${chosen.name}.id`,
      label: pool`${'no. '}::text || ${chosen.name}.id`,
    })
    return {
      definition: chosen.definition,
      query: pool`select ${columns} from ${chosen.name} limit ${1}`,
      limit: 1,
    }
  }
  const parts = perPool(build)
  const run = ({ definition, query }: ReturnType<typeof build>) => sql`with ${definition} ${query}`
  const expected = await run(build(sql))
  assert.deepEqual([...expected], [{ id: first + 1, label: `no. ${first + 1}` }])
  assert.deepEqual([...(await run(parts(sql)))], [...expected])
  assert.deepEqual([...(await run(parts(sql)))], [...expected])
  assert.equal(parts(sql).limit, 1)
  assert.equal(built, 2)
  const fragment = perPool((pool) => pool`select ${first}::int as id`)
  assert.deepEqual([...(await sql`${fragment(sql)}`)], [{ id: first }])
})
