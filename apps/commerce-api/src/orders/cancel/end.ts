import type { Sql } from '@munova/database'
import { giveCouponsBack } from '../../promotions/coupons/of-order.ts'
import { moveStock } from '../../catalogue/stock/move.ts'
import { orderEvent } from '../../outbox/order-event.ts'

type Fragment = ReturnType<Sql>

/** How an order that nobody paid ends. */
export interface Ending {
  status: 'EXPIRED' | 'CANCELLED'
  reason: string
}

/**
 * A statement's CTEs, of which `changed` are the orders ended: those of `which`, SQL that gives ids of orders it has
 * locked, that are PENDING. Their stock and coupons are free again.
 */
export function endOrders(sql: Sql, which: Fragment, { status, reason }: Ending) {
  return sql`
    which as materialized (${which}),
    changed as (
      update orders set status = ${status}, revision = revision + 1
      from which where orders.id = which.id and orders.status = 'PENDING'
      returning orders.*
    ), item as (
      update order_items set status = 'CANCELLED'
      from changed where order_id = changed.id and order_items.status = 'PENDING'
      returning order_items.id, order_id, sku_id, quantity
    ), coupon as (${giveCouponsBack(sql, sql`select id from changed`)}),
    ${moveStock(sql, {
      pairs: sql`select sku_id, quantity from item`,
      by: { reserved: -1 },
      after: sql`select from coupon`,
    })},
    event as (${orderEvent(sql, 'order.cancelled', {
      more: sql`jsonb_build_object('refund', 0, 'reason', ${reason}::text, 'itemIds', (
        select coalesce(jsonb_agg(item.id order by item.id), '[]') from item where order_id = changed.id))`,
    })})`
}

/** Ends orders whose time to be paid is over, a bounded number; answers how many. */
export async function expireOrders(sql: Sql, batch: number): Promise<number> {
  // Index orders_waiting. An order that is being confirmed is not PENDING, or is locked and left for the next pass.
  const rows = await sql`
    with ${endOrders(
      sql,
      sql`
        select id from orders where status = 'PENDING' and expires_at <= now()
        order by expires_at limit ${batch} for no key update skip locked`,
      { status: 'EXPIRED', reason: 'EXPIRED' },
    )}
    select id from changed`
  return rows.length
}
