import type { ShippingPolicy } from '@munova/commerce-contract'
import { columnList, cte, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'

/** The columns of `shipping_policies` as the contract names them. */
const columns = (sql: Sql): Fragment =>
  columnList<ShippingPolicy>(sql, {
    fee: sql`fee`,
    freeFrom: sql`free_from`,
    jejuSurcharge: sql`jeju_surcharge`,
    islandSurcharge: sql`island_surcharge`,
    returnFee: sql`return_fee`,
  })

/** That of a seller who has set none. */
const free: ShippingPolicy = { fee: 0, freeFrom: null, jejuSurcharge: 0, islandSurcharge: 0, returnFee: 0 }

export async function readShippingPolicy(sql: Sql, sellerId: number): Promise<ShippingPolicy> {
  const [policy] = await retryOnConnectionLoss(
    () => sql<ShippingPolicy[]>`select ${columns(sql)} from shipping_policies where seller_id = ${sellerId}`,
  )
  return policy ?? free
}

/** It holds for orders that are placed from now on. */
export async function setShippingPolicy(
  sql: Sql,
  seller: RequestActor,
  { fee, freeFrom, jejuSurcharge, islandSurcharge, returnFee }: ShippingPolicy,
): Promise<void> {
  const policy = cte(
    sql,
    'policy',
    sql`
      insert into shipping_policies (seller_id, fee, free_from, jeju_surcharge, island_surcharge, return_fee)
      values (${seller.memberId}, ${fee}, ${freeFrom}, ${jejuSurcharge}, ${islandSurcharge}, ${returnFee})
      on conflict (seller_id) do update set fee = excluded.fee, free_from = excluded.free_from,
        jeju_surcharge = excluded.jeju_surcharge, island_surcharge = excluded.island_surcharge,
        return_fee = excluded.return_fee, updated_at = now()
      returning seller_id`,
  )
  const details = { fee, freeFrom, jejuSurcharge, islandSurcharge, returnFee }
  const entry = auditEntry(sql, seller, {
    action: 'shipping-policy.set',
    thing: 'member',
    thingId: sql`seller_id`,
    details: sql`${JSON.stringify(details)}::text::jsonb`,
    from: policy,
  })
  // Not retried after a lost connection: the second run would be a second act.
  await sql`with ${policy.definition} ${entry}`
}

/** The policy of a row of `shipping_policies` as JSON; null when the seller has none. */
export const policyColumn = (sql: Sql): Fragment => sql`
  case when shipping_policies.seller_id is not null then json_build_object('fee', shipping_policies.fee,
    'freeFrom', free_from, 'jejuSurcharge', jeju_surcharge, 'islandSurcharge', island_surcharge,
    'returnFee', return_fee) end`
