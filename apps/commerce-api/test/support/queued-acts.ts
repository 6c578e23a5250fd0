import assert from 'node:assert/strict'
import type { Sql } from '@munova/database'
import type { Person } from './open-shop.ts'

const products = [101, 102, 103, 104, 105]
const weightOf = (product: number) => 1 + (product % 3)

/** Acts of these members that wait to be counted, each twice: the second one adds nothing to a pair. */
export async function queueActs(sql: Sql, people: readonly Person[]): Promise<void> {
  for (const _ of [1, 2]) {
    for (const { member } of people) {
      await sql`
        insert into interest_changes (member_id, product_id, weight, at)
        select ${member.id}, id, 1 + id % 3, '2026-01-01T00:00:00Z' from unnest(${products}::bigint[]) as id order by id`
    }
  }
}

/** The pairs are those of the acts, each counted once. */
export async function assertCountedOnce(sql: Sql, people: readonly Person[]): Promise<void> {
  const pairs = await sql<{ one: number; other: number; members: number; score: number }[]>`
    select product_id as one, other_id as other, members, score from product_pairs order by 1, 2`
  const expected = products.flatMap((one) =>
    products
      .filter((other) => other !== one)
      .map((other) => ({
        one,
        other,
        members: people.length,
        score: people.length * Math.min(weightOf(one), weightOf(other)),
      })),
  )
  assert.deepEqual(
    pairs.map((pair) => ({ ...pair, score: Math.round(pair.score) })),
    expected,
  )
}
