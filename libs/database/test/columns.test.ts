import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '@munova/testing'
import { columnList, isoInstant } from '../src/index.ts'
import { addMembers, migrations } from './support/members.ts'

interface Member {
  id: number
  displayName: string
  'odd "name"': number
  seenAt: string
}

test('a list of columns gives rows with the fields of a type, parameters included', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  const columns = {
    id: sql`members.id`,
    displayName: sql`display_name || ${'!'}`,
    'odd "name"': sql`${2}::int`,
    seenAt: isoInstant(sql, sql`${'2026-11-23T05:00:00.000Z'}::timestamptz`),
  }
  const list = columnList<Member>(sql, columns)
  const rows = await sql<Member[]>`select ${list} from members where id = ${id}`
  const expected = { id, displayName: 'member 1!', 'odd "name"': 2, seenAt: '2026-11-23T05:00:00.000Z' }
  assert.deepEqual({ ...rows[0] }, expected)
  const changed = await sql<Member[]>`update members set revision = 2 where id = ${id} returning ${list}`
  assert.deepEqual({ ...changed[0] }, expected)
})

test('a list that lacks a field, or has one more, does not compile', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  // @ts-expect-error name is missing
  void columnList<{ id: number; name: string }>(sql, { id: sql`id` })
  // @ts-expect-error name is no field
  void columnList<{ id: number }>(sql, { id: sql`id`, name: sql`name` })
  // @ts-expect-error an optional field of a row is a column like any other
  void columnList<{ id: number; name?: string }>(sql, { id: sql`id` })
})
