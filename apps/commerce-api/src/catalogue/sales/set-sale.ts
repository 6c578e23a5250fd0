import type { SetSale } from '@munova/commerce-contract'
import { cte, type Fragment, type Sql } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import type { Actor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'
import { priceHistory } from '../prices/price-history.ts'
import { listPrice, lowestReplaced } from '../prices/valid-price.ts'
import { changeOwn, type OwnProduct } from '../products/change-own.ts'

/**
 * Plans a sale, or replaces the one that is planned or runs. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED, and
 * SALE_NOT_LOWER when the sale price is not below the list price.
 */
export async function setSale(
  context: Context,
  actor: Actor,
  own: OwnProduct,
  { price, from, until }: SetSale,
): Promise<void> {
  const { sql } = context
  const begins = sql`(${from}::timestamptz <= now())`
  await change(context, actor, own, {
    action: 'product.sale',
    details: sql`${JSON.stringify({ price, from, until })}::text::jsonb`,
    where: sql`${price} < coalesce(before.list_price, before.price)`,
    otherwise: () => {
      throw problem('SALE_NOT_LOWER')
    },
    set: sql`
      list_price = ${listPrice(sql)}, sale_price = ${price}, sale_from = ${from}, sale_until = ${until},
      price = case when ${begins} then ${price} else ${listPrice(sql)} end,
      price_changes_at = case when ${begins} then ${until}::timestamptz else ${from}::timestamptz end,
      lowest_price = case when ${begins} then
        least(${listPrice(sql)}, before.price, ${lowestReplaced(sql, sql`products.id`)}) end`,
  })
}

/** Ends the sale that is planned or runs; without one nothing changes. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED. */
export async function endSale(context: Context, actor: Actor, own: OwnProduct): Promise<void> {
  const { sql } = context
  await change(context, actor, own, {
    action: 'product.sale-end',
    details: sql`'{}'::jsonb`,
    where: sql`before.list_price is not null`,
    otherwise: () => true,
    set: withoutSale(sql),
  })
}

/** The columns of a product whose sale is over. */
export const withoutSale = (sql: Sql): Fragment => sql`
  price = ${listPrice(sql)}, list_price = null, sale_price = null, sale_from = null, sale_until = null,
  lowest_price = null, price_changes_at = null`

interface Change {
  action: 'product.sale' | 'product.sale-end'
  details: Fragment
  /** A condition of the product as it was. */
  where: Fragment
  /** For a product of which it does not hold; resolves as changeOwn() expects it. */
  otherwise: () => boolean
  set: Fragment
}

async function change(
  { sql, outbox }: Context,
  actor: Actor,
  own: OwnProduct,
  { action, details, where, otherwise, set }: Change,
): Promise<void> {
  await changeOwn(sql, own, async ({ status, revision }) => {
    if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
    const before = cte<ProductColumns>(
      sql,
      'before',
      sql`select * from products where id = ${own.productId} and revision = ${revision} for no key update`,
      { materialized: true },
    )
    const changed = cte<ProductColumns>(
      sql,
      'changed',
      sql`
        update products set ${set}, revision = products.revision + 1
        from ${before.name} as before where products.id = before.id and ${where}
        returning products.*`,
    )
    const entry = auditEntry(sql, actor, {
      action,
      thing: 'product',
      thingId: sql`${own.productId}::bigint`,
      details,
      from: changed,
    })
    const [result] = await sql<[{ isAllowed: boolean | null; isChanged: boolean }]>`
      with ${before.definition}, ${changed.definition}, ${priceHistory(sql, before, changed)},
      event as (${productEvent(sql, ProductUpdated, changed)}), audit as (${entry})
      select (select ${where} from before) as "isAllowed", exists (select from changed) as "isChanged"`
    return result.isAllowed === false ? otherwise() : result.isChanged
  })
  outbox.wake()
}
