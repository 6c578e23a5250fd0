import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FoundMemberPage, MemberDetail } from '@munova/commerce-contract'
import { testDatabase } from '@munova/testing'
import { findMembers } from '../../src/accounts/members/find.ts'
import { openShop, password, type Person, type Shop } from '../support/open-shop.ts'

/** The ids of all pages, of two members each. */
async function find(shop: Shop, as: Person, query: string): Promise<number[]> {
  const ids: number[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { status, body } = await shop.call<FoundMemberPage>(
      `GET /v1/admin/members?limit=2&${query}${after}`,
      { as },
    )
    assert.equal(status, 200, JSON.stringify(body))
    ids.push(...body.items.map(({ id }) => id))
    cursor = body.nextCursor
  }
  return ids
}

test('an administrator finds members by address, name, role and status, in pages', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const names = { 'kim.b': '김하늘', 'kim.a': '김하늘', kim_c: '이서준', lee: '김하 ', 'kim%': '100%' }
  const rows = await shop.sql<{ id: number }[]>`
    insert into members (email, name, password_hash)
    select email || '@munova.example', name, 'none'
    from unnest(${Object.keys(names)}::text[], ${Object.values(names)}::text[]) as given (email, name)
    returning id`
  const [kimB, kimA, kimC, lee, percent] = rows.map(({ id }) => id)
  await shop.call(`POST /v1/admin/members/${kimC}/suspend`, { as: admin, body: { reason: '허위 후기' } })
  await shop.call(`POST /v1/admin/members/${lee}/role`, { as: admin, body: { role: 'SELLER' } })
  const gone = await shop.person()
  await shop.call('POST /v1/me/withdraw', { as: gone, body: { password } })

  for (const [query, ids] of [
    ['email=KIM', [percent, kimA, kimB, kimC]],
    ['email=kim.', [kimA, kimB]],
    ['email=kim_', [kimC]],
    ['email=kim%25', [percent]],
    ['email=kim&status=SUSPENDED', [kimC]],
    [`name=${encodeURIComponent('김하')}`, [lee, kimB, kimA]],
    [`name=${encodeURIComponent('김하늘')}`, [kimB, kimA]],
    [`name=${encodeURIComponent('김하')}&role=SELLER`, [lee]],
    ['role=SELLER', [lee]],
    ['role=ADMIN&status=ACTIVE', [admin.member.id]],
    ['status=SUSPENDED', [kimC]],
    ['status=WITHDRAWN', [gone.member.id]],
    ['', [gone.member.id, percent, lee, kimC, kimA, kimB, admin.member.id]],
    ['email=nobody', []],
  ] as const) {
    assert.deepEqual(await find(shop, admin, query), ids, query)
  }
  const first = await shop.call<FoundMemberPage>('GET /v1/admin/members?limit=1&email=kim', { as: admin })
  for (const query of [
    'email=a&name=b',
    'role=OWNER',
    'status=x',
    'email=',
    'name=%00',
    `name=x&cursor=${first.body.nextCursor}`,
  ]) {
    const { status } = await shop.call(`GET /v1/admin/members?${query}`, { as: admin })
    assert.equal(status, 400, query)
  }
})

test('one member is shown with the reason of a suspension and the number of sessions', async (t) => {
  const shop = await openShop(t)
  const [admin, member] = [await shop.person('ADMIN'), await shop.person()]
  const read = async () =>
    (await shop.call<MemberDetail>(`GET /v1/admin/members/${member.member.id}`, { as: admin })).body
  const about = { ...member.member, status: 'ACTIVE', suspendedReason: null, sessions: 1 }
  assert.deepEqual(await read(), about)
  await shop.signIn(member, 'phone')
  assert.deepEqual(await read(), { ...about, sessions: 2 })
  // What is left of sessions from before the member signed out everywhere.
  await shop.sql`update members set token_generation = token_generation + 1 where id = ${member.member.id}`
  assert.deepEqual(await read(), { ...about, sessions: 0 })
  const body = { reason: '허위 후기' }
  await shop.call(`POST /v1/admin/members/${member.member.id}/suspend`, { as: admin, body })
  assert.deepEqual(await read(), {
    ...about,
    status: 'SUSPENDED',
    suspendedReason: '허위 후기',
    sessions: 0,
  })
})

test('a page of members is read from an index, whatever is searched for', async (t) => {
  const { sql } = await testDatabase(t, new URL('../../migrations/', import.meta.url))
  await sql`
    insert into members (email, name, password_hash, role)
    select md5(n::text) || '@munova.example', '사람 ' || n, 'none', case when n % 500 = 0 then 'SELLER' else 'BUYER' end
    from generate_series(1, 20000) as n`
  await sql`vacuum analyze members`
  for (const query of [
    {},
    { email: 'a' },
    { email: 'abc' },
    { name: '사람 1' },
    { role: 'SELLER' },
    { role: 'SELLER', name: '사람' },
    { status: 'SUSPENDED' },
    { role: 'BUYER', status: 'ACTIVE', email: 'f' },
  ] as const) {
    const [rows, scans] = await sql.begin(async (transaction) => {
      // On one connection: its counters, of no other statement.
      const inside = transaction as unknown as typeof sql
      const counters = () => inside<[{ rows: number; scans: number }]>`
        select coalesce(idx_tup_fetch, 0)::int as rows, seq_scan::int as scans
        from pg_stat_xact_user_tables where relname = 'members'`
      const [before] = await counters()
      await findMembers({ sql: inside }, { limit: 20, ...query })
      const [after] = await counters()
      return [after.rows - before.rows, after.scans - before.scans] as const
    })
    assert.ok(scans === 0 && rows <= 60, `${JSON.stringify(query)}: ${rows} rows, ${scans} scans`)
  }
})
