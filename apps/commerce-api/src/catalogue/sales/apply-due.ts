import { cte } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { priceHistory } from '../prices/price-history.ts'
import { listPrice, lowestReplaced } from '../prices/valid-price.ts'

/**
 * Changes the prices of products whose sale begins or ends, at most SALE_BATCH of them; resolves to how many. Several
 * processes may run it at once.
 */
export async function applyDueSales({ sql, config, outbox }: Context): Promise<number> {
  // Index products_price_changes.
  const before = cte<ProductColumns>(
    sql,
    'before',
    sql`
      select * from products where price_changes_at <= now()
      order by price_changes_at limit ${config.SALE_BATCH} for no key update skip locked`,
    { materialized: true },
  )
  const isOver = sql`before.sale_until <= now()`
  const unlessOver = (value: ReturnType<typeof sql>) => sql`case when not ${isOver} then ${value} end`
  const changed = cte<ProductColumns>(
    sql,
    'changed',
    sql`
      update products set
        price = case when ${isOver} then before.list_price else before.sale_price end,
        list_price = ${unlessOver(sql`before.list_price`)}, sale_price = ${unlessOver(sql`before.sale_price`)},
        sale_from = ${unlessOver(sql`before.sale_from`)}, sale_until = ${unlessOver(sql`before.sale_until`)},
        price_changes_at = ${unlessOver(sql`before.sale_until`)},
        lowest_price = ${unlessOver(sql`
          least(${listPrice(sql)}, before.price, ${lowestReplaced(sql, sql`before.id`)})`)},
        revision = products.revision + 1
      from ${before.name} as before where products.id = before.id
      returning products.*`,
  )
  const applied = await sql`
    with ${before.definition}, ${changed.definition}, ${priceHistory(sql, before, changed)},
    event as (${productEvent(sql, ProductUpdated, changed)})
    select id from ${changed.name}`
  if (applied.length > 0) outbox.wake()
  return applied.length
}
