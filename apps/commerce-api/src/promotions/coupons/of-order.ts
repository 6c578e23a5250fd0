import type { Sql } from '@munova/database'

/** SQL that gives one bigint, such as `(select id from placed)`. */
type Fragment = ReturnType<Sql>

/**
 * For the statement that places an order: a CTE that gives the id of the member's coupon once it is the order's.
 * It gives no row when the coupon is another member's, not ISSUED, or has expired; then the statement must not place
 * the order. `orderId` must be known before, or come from a sequence: a coupon is locked after its order. `provided` is
 * SQL that gives a row if the statement places the order otherwise: without one the coupon stays as it is.
 */
export function reserveCoupon(
  sql: Sql,
  {
    couponId,
    memberId,
    orderId,
    provided = sql`select`,
  }: { couponId: number; memberId: number; orderId: number | Fragment; provided?: Fragment },
) {
  return sql`
    update member_coupons set status = 'RESERVED', order_id = ${orderId}
    where id = ${couponId} and member_id = ${memberId} and status = 'ISSUED' and valid_until > now()
      and exists (${provided})
    returning id`
}

/**
 * For the statement that marks an order as paid: `orders` is SQL that gives the ids of the orders it marked. A coupon
 * that ran out while it was reserved is used all the same: the price was promised when the order was placed.
 */
export function useCoupons(sql: Sql, orders: Fragment) {
  return sql`
    update member_coupons set status = 'USED', used_at = now()
    where order_id in (${orders}) and status = 'RESERVED'
    returning id`
}

/**
 * For the statement that ends orders, unpaid or paid and cancelled as a whole: their coupons can be used again, or
 * are EXPIRED if their time has come meanwhile.
 */
export function giveCouponsBack(sql: Sql, orders: Fragment) {
  return sql`
    update member_coupons
    set status = case when valid_until > now() then 'ISSUED' else 'EXPIRED' end, order_id = null, used_at = null
    where order_id in (${orders})
    returning id`
}
