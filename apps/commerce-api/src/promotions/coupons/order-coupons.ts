import type { Fragment, Sql } from '@munova/database'

/**
 * A part of the statement that places an order: reserves the member's coupon for it and gives the coupon's id. It gives no
 * row when the coupon is another member's, neither ISSUED nor reserved by an order that this one supersedes, or has
 * expired; then the statement must not place the order.
 *
 * `orderId` is a value, or SQL that gives one. The order's id must be known before the statement, because a coupon is
 * locked after its order. `provided` is SQL that gives a row if the rest of the order can be placed: without a row the
 * coupon stays as it is.
 */
export function reserveCoupon(
  sql: Sql,
  {
    couponId,
    memberId,
    orderId,
    supersededIds = [],
    isPaid = false,
    provided = sql`select`,
  }: {
    couponId: number
    memberId: number
    orderId: number | Fragment
    supersededIds?: readonly number[]
    /** The order costs nothing, so it is paid when it is placed: the coupon is used at once. */
    isPaid?: boolean
    provided?: Fragment
  },
): Fragment {
  return sql`
    update member_coupons
    set order_id = ${orderId}, ${isPaid ? sql`status = 'USED', used_at = now()` : sql`status = 'RESERVED'`}
    where id = ${couponId} and member_id = ${memberId} and valid_until > now()
      and (status = 'ISSUED' or (status = 'RESERVED' and order_id = any(${supersededIds}::bigint[])))
      and exists (${provided})
    returning id`
}

/**
 * A part of the statement that marks orders as paid: uses their coupons. `orders` is SQL that gives the ids of the orders.
 * A coupon that expired while it was reserved is used as well, because the order's price was fixed when it was placed.
 */
export function redeemCoupons(sql: Sql, orders: Fragment): Fragment {
  return sql`
    update member_coupons set status = 'USED', used_at = now()
    where order_id in (${orders}) and status = 'RESERVED'
    returning id`
}

/**
 * A part of the statement that closes unpaid orders, or cancels paid orders as a whole: their coupons become ISSUED again,
 * or EXPIRED when their validity has ended. `orders` is SQL that gives the ids of the orders, `except` the ids of coupons
 * that the statement reserves for another order.
 */
export function releaseCoupons(sql: Sql, orders: Fragment, { except }: { except?: Fragment } = {}): Fragment {
  return sql`
    update member_coupons
    set status = case when valid_until > now() then 'ISSUED' else 'EXPIRED' end, order_id = null, used_at = null
    where order_id in (${orders}) ${except ? sql`and id not in (${except})` : sql``}
    returning id`
}
