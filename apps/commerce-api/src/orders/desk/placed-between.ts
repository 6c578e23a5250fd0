import type { Fragment, Sql } from '@munova/database'

/**
 * Ids are given in the order in which orders are placed, but for the statements that run at the same moment and for a clock that
 * is set: an order placed so much later has a higher id.
 */
const SLACK = '1 minute'

/**
 * Conditions on `orders`, and on the column `orderId` of the index that a list is read from: a list in the order of ids need
 * not pass the orders that are newer than `until`, nor search those older than `from`. The bounds are read from the index
 * orders_to_blank, so they are those of orders with personal data: wider, never narrower. `is true` keeps the planner from
 * reading all orders of the time by it.
 */
export function placedBetween(
  sql: Sql,
  orderId: Fragment,
  { from, until }: { from?: string | undefined; until?: string | undefined },
): Fragment {
  const after =
    from === undefined
      ? sql``
      : sql`
        and (orders.placed_at >= ${from}::timestamptz) is true and ${orderId} > coalesce((
          select id from orders where blanked_at is null and placed_at < ${from}::timestamptz - ${SLACK}::interval
          order by orders.placed_at desc, orders.id desc limit 1
        ), 0)`
  const before =
    until === undefined
      ? sql``
      : sql`
        and (orders.placed_at < ${until}::timestamptz) is true and ${orderId} < coalesce((
          select id from orders where blanked_at is null and placed_at > ${until}::timestamptz + ${SLACK}::interval
          order by orders.placed_at, orders.id limit 1
        ), 9223372036854775807)`
  return sql`${after} ${before}`
}
