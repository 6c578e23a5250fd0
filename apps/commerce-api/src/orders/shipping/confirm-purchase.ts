import type { ConfirmPurchase } from '@munova/commerce-contract'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { readOwnOrder } from '../read/read.ts'

/**
 * The buyer keeps what was delivered: it becomes CONFIRMED. Idempotent. Throws ORDER_NOT_FOUND, ITEM_NOT_FOUND,
 * NOT_DELIVERED.
 */
export async function confirmPurchase(
  context: Context,
  { memberId, orderId }: { memberId: number; orderId: number },
  { itemIds }: ConfirmPurchase,
): Promise<void> {
  const { sql } = context
  const { order } = await readOwnOrder(sql, memberId, orderId)
  const ids = itemIds ?? order.items.filter(({ status }) => status === 'DELIVERED').map(({ id }) => id)
  const items = ids.map((id) => order.items.find((item) => item.id === id))
  if (items.includes(undefined)) throw problem('ITEM_NOT_FOUND')
  if (items.every((item) => item?.status === 'CONFIRMED') && itemIds) return
  const confirmed = await sql`
    with held as materialized (
      select id from orders where id = ${orderId} for no key update
    ), item as (
      update order_items set status = 'CONFIRMED'
      from held where order_id = held.id and order_items.id = any(${ids}::bigint[]) and status = 'DELIVERED'
      returning order_id
    )
    update orders set revision = revision + 1 where id in (select order_id from item) returning id`
  if (confirmed.length === 0) throw problem('NOT_DELIVERED')
}

/** Confirms items that were delivered PURCHASE_CONFIRM_DAYS ago, at most a batch; resolves to how many. */
export async function confirmPurchases({ sql, config }: Context): Promise<number> {
  const isDue = sql`
    status = 'DELIVERED' and delivered_at <= now() - ${config.PURCHASE_CONFIRM_DAYS} * interval '1 day'
    and (extended_until is null or extended_until <= now())`
  // Index order_items_delivered.
  const [result] = await sql<[{ items: number }]>`
    with due as (
      select order_id from order_items where ${isDue} order by delivered_at limit ${config.RECONCILE_BATCH}
    ), held as materialized (
      select id from orders where id in (select order_id from due) order by id for no key update skip locked
    ), item as (
      update order_items set status = 'CONFIRMED' from held where order_id = held.id and ${isDue} returning order_id
    ), changed as (
      update orders set revision = revision + 1 where id in (select order_id from item) returning id
    )
    select count(*) as items from item`
  return result.items
}
