import type { Fragment, Rows, Sql } from '@munova/database'
import { firstDay } from './valid-price.ts'

/**
 * CTEs of a statement that changes prices: the ones that it replaces are kept for 30 days, the lowest of each day. `before`
 * are the products as they were, `changed` as they are; what was not published had no price.
 */
export function priceHistory(
  sql: Sql,
  before: Rows<{ id: number; price: number; status: string }>,
  changed: Rows<{ id: number; price: number }>,
): Fragment {
  return sql`
    price_low as (
      insert into product_price_lows as low (product_id, day, price)
      select before.id, (now() at time zone 'Asia/Seoul')::date, before.price
      from ${before.name} as before join ${changed.name} as changed on changed.id = before.id
      where before.status = 'PUBLISHED' and before.price <> changed.price
      on conflict (product_id, day) do update set price = least(low.price, excluded.price)
    ), old_price_low as (
      delete from product_price_lows using ${changed.name} as changed
      where product_id = changed.id and day < ${firstDay(sql)}
    )`
}
