import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemberUpdated, OrderCancelled, ProductUpdated, ProjectionRequested } from '@munova/event-contract'
import { testDatabase } from '@munova/testing'
import { cte, emitEvent, type Cte, type EventValues, type Fragment, type Sql } from '../../src/index.ts'
import { addMembers, migrations } from '../support/members.ts'

interface Stored {
  type: string
  version: number
  key: string
  data: unknown
}

const read = (sql: Sql) => sql<Stored[]>`select type, version, key, data from outbox order by id`

/** The state of a member, by columns of any CTE that has them. */
function memberState(
  sql: Sql,
  members: Cte<{ id: number; display_name: string; revision: number }>,
): EventValues<typeof MemberUpdated> {
  const { name } = members
  return {
    id: sql`${name}.id`,
    displayName: sql`${name}.display_name`,
    role: 'BUYER',
    status: 'ACTIVE',
    revision: sql`${name}.revision`,
  }
}

const changeAll = (sql: Sql) =>
  cte<{ id: number; display_name: string; revision: number }>(
    sql,
    'changed',
    sql`update members set revision = revision + 1 returning *`,
  )

test('each row of the CTE is an event with the type and the version of its schema', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const ids = await addMembers(sql, 2)
  const changed = changeAll(sql)
  await sql`
    with ${changed.definition}
    ${emitEvent(sql, MemberUpdated, {
      key: sql`'member:' || ${changed.name}.id`,
      data: memberState(sql, changed),
      from: changed,
    })}`
  const events = await read(sql)
  assert.deepEqual(
    events.map(({ type, version, key }) => [type, version, key]),
    ids.map((id) => ['member.updated', 1, `member:${id}`]),
  )
  const data = MemberUpdated.shape.data.parse(events[0]?.data)
  assert.deepEqual(data, {
    id: ids[0],
    displayName: 'member 1',
    role: 'BUYER',
    status: 'ACTIVE',
    tokenGeneration: 0,
    revision: 1,
  })
})

test('`where` chooses rows, `from` may be a join, and a part of a statement can return', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [first, second = 0] = await addMembers(sql, 3)
  const changed = changeAll(sql)
  const rows = await sql<{ count: number }[]>`
    with ${changed.definition}, event as (
      ${emitEvent(sql, MemberUpdated, {
        key: sql`'member:' || ${changed.name}.id`,
        data: { ...memberState(sql, changed), displayName: sql`other.display_name` },
        from: sql`${changed.name} join members other on other.id = ${changed.name}.id - 1`,
        where: sql`${changed.name}.id <> ${first ?? 0} and ${changed.name}.id <= ${second}`,
      })}
      returning id
    )
    select count(*) as count from event`
  assert.equal(rows[0]?.count, 1)
  const [event] = await read(sql)
  assert.equal(MemberUpdated.shape.data.parse(event?.data).displayName, 'member 1')
})

test('values are parameters: text, numbers, null, booleans, lists and what looks like SQL', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const name = `it's "quoted" \\ 한글 $1 {"a":1}`
  await sql`${emitEvent(sql, ProductUpdated, {
    key: `product:${name}`,
    data: {
      id: 9_007_199_254_740_991,
      sellerId: 2,
      name,
      price: 0,
      imageUrl: null,
      status: 'PUBLISHED',
      revision: sql`${3}::int + 1`,
    },
    from: sql`(values (1)) as one`,
  })}`
  const item = { id: 1, productId: 2, sellerId: 3, name, imageUrl: null, quantity: 2 }
  await sql`${emitEvent(sql, OrderCancelled, {
    key: 'order:1',
    data: {
      id: 1,
      number: 'N-1',
      memberId: 5,
      status: 'CANCELLED',
      revision: 2,
      total: 10,
      items: [item],
      itemIds: sql`(select jsonb_agg(n) from generate_series(1, 3) as n)`,
      refund: 10,
      reason: '',
    },
    from: sql`(values (1)) as one`,
  })}`
  const [product, order] = await read(sql)
  assert.equal(product?.key, `product:${name}`)
  assert.deepEqual(product?.data, {
    id: 9_007_199_254_740_991,
    sellerId: 2,
    name,
    price: 0,
    imageUrl: null,
    status: 'PUBLISHED',
    revision: 4,
  })
  const data = OrderCancelled.shape.data.parse(order?.data)
  assert.deepEqual([data.items, data.itemIds, data.goneSellerIds], [[item], [1, 2, 3], []])
})

test('data that is not that of the event does not compile', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const from = sql`members`
  const requestId = sql`gen_random_uuid()`
  const more = { more: 1 }
  const build = (): Fragment[] => [
    emitEvent(sql, ProjectionRequested, { key: 'projection', data: { requestId }, from }),
    // @ts-expect-error a field is missing
    emitEvent(sql, ProjectionRequested, { key: 'projection', data: {}, from }),
    // @ts-expect-error a field is not of the event
    emitEvent(sql, ProjectionRequested, { key: 'projection', data: { requestId, more: 1 }, from }),
    // @ts-expect-error nor may it come in by a spread
    emitEvent(sql, ProjectionRequested, { key: 'projection', data: { ...more, requestId }, from }),
    // @ts-expect-error a value of another type
    emitEvent(sql, ProjectionRequested, { key: 'projection', data: { requestId: 1 }, from }),
    emitEvent(sql, MemberUpdated, {
      key: sql`'member:' || id`,
      // @ts-expect-error not one of the states
      data: { id: 1, displayName: 'x', role: 'BUYER', status: 'GONE', revision: 1 },
      from,
    }),
  ]
  assert.equal(build().length, 6)
})
