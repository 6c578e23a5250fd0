import type { Metrics } from '@munova/service'
import type { Fragment, Sql } from '@munova/database'
import type { Context } from '../context.ts'

/** Any number that no other job uses; advisory locks are per database. */
const LOCK_KEY = 1_520_001
/** Of a member, the newest products that make pairs: a batch writes at most this number squared for each of its members. */
const PAIRED = 10

interface Counted {
  changes: number
  members: number[]
  products: number[]
}

/** The job that counts what members were interested in. Resolves to `more` when there may be more to do. */
export function interestsJob(context: Context, metrics: Pick<Metrics, 'counter'>) {
  const counted = metrics.counter('interest_changes_total', 'Acts of members that were counted')
  return async (): Promise<'more' | undefined> => {
    const changes = await countInterests(context)
    counted.inc(changes)
    return changes === context.config.INTEREST_BATCH ? 'more' : undefined
  }
}

/**
 * Takes the oldest acts of members, at most INTEREST_BATCH, into what each was interested in, and into the pairs of products that follow;
 * resolves to how many. One process at a time, in one transaction: an act is counted once whichever process is killed, and of a
 * member's acts each sees those before it.
 */
export async function countInterests({ sql, config }: Pick<Context, 'sql' | 'config'>): Promise<number> {
  return sql.begin(async (transaction) => {
    const [lock] = await transaction<[{ isFree: boolean }]>`
      select pg_try_advisory_xact_lock(${LOCK_KEY}) as "isFree"`
    if (!lock.isFree) return 0
    const [counted] = await transaction<[Counted]>`${countActs(sql, config.INTEREST_BATCH)}`
    if (counted.members.length === 0) return counted.changes
    await transaction`
      with old as (
        select extra.* from unnest(${counted.members}::bigint[]) as member (id) cross join lateral (
          select member_id, product_id from member_interests where member_id = member.id
          order by acted_at desc, product_id offset ${config.INTERESTS_PER_MEMBER}
        ) as extra
      ), weak as (
        select extra.* from unnest(${counted.products}::bigint[]) as product (id) cross join lateral (
          select product_id, other_id from product_pairs where product_id = product.id
          order by score desc, other_id offset ${config.PAIRS_PER_PRODUCT}
        ) as extra
      ), forgotten as (
        delete from member_interests using old
        where member_interests.member_id = old.member_id and member_interests.product_id = old.product_id
      )
      delete from product_pairs using weak
      where product_pairs.product_id = weak.product_id and product_pairs.other_id = weak.other_id`
    return counted.changes
  })
}

/**
 * A pair weighs for a member what the lighter of its two acts does, however often these are repeated: each act adds what it changes of that.
 * The lock of the members comes first, as in the statement of a withdrawal, whose trigger then finds what was counted.
 */
const countActs = (sql: Sql, batch: number): Fragment => sql`
    with taken as materialized (
      delete from interest_changes where id in (
        select id from interest_changes order by id limit ${batch} for update skip locked
      )
      returning member_id, product_id, weight, at
    ), active as materialized (
      select id from members where id in (select member_id from taken) and status = 'ACTIVE' order by id for share
    ), fresh as materialized (
      select member_id, product_id, max(weight) as weight, sum(popularity_weight(weight::real, at)) as score, max(at) as acted_at
      from taken join active on active.id = member_id
      group by member_id, product_id
    ), known as (
      select member_interests.* from active join member_interests on member_id = active.id
    ), merged as materialized (
      select member_id, product_id, coalesce(known.weight, 0) as former, greatest(known.weight, fresh.weight) as weight,
        greatest(known.acted_at, fresh.acted_at) as acted_at, fresh.weight is not null as is_fresh,
        row_number() over (
          partition by member_id order by greatest(known.acted_at, fresh.acted_at) desc, product_id) as place
      from fresh full join known using (member_id, product_id)
    ), stored as (
      insert into member_interests (member_id, product_id, weight, score, acted_at)
      select member_id, product_id, weight, score, acted_at from fresh
      on conflict (member_id, product_id) do update set weight = greatest(member_interests.weight, excluded.weight),
        score = member_interests.score + excluded.score, acted_at = greatest(member_interests.acted_at, excluded.acted_at)
    ), together as (
      select one.product_id, other.product_id as other_id, greatest(one.acted_at, other.acted_at) as at,
        least(one.former, other.former) as former, least(one.weight, other.weight) as weight
      from merged as one join merged as other using (member_id)
      where one.product_id <> other.product_id and (one.is_fresh or other.is_fresh)
        and one.place <= ${PAIRED} and other.place <= ${PAIRED}
    ), paired as (
      insert into product_pairs (product_id, other_id, members, score)
      select product_id, other_id, count(*) filter (where former = 0), sum(popularity_weight((weight - former)::real, at))
      from together where weight > former
      group by product_id, other_id
      on conflict (product_id, other_id) do update set members = product_pairs.members + excluded.members,
        score = product_pairs.score + excluded.score
      returning product_id
    )
    select (select count(*)::int from taken) as changes,
      array(select distinct member_id from fresh)::bigint[] as members,
      array(select distinct product_id from paired)::bigint[] as products`
