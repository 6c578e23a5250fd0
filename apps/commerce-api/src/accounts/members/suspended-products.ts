import { cte, type Cte, type Rows, type Sql } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'

/**
 * A part of a statement: the published products of these sellers are SUSPENDED, or the suspended ones published again. It
 * is their status, so whatever asks for PUBLISHED products, as every page, cart and order does, leaves them out.
 */
function movedProducts(sql: Sql, sellers: Rows<{ id: number }>, to: 'SUSPENDED' | 'PUBLISHED') {
  const from = to === 'SUSPENDED' ? 'PUBLISHED' : 'SUSPENDED'
  // Index products_seller.
  const products: Cte<ProductColumns> = cte(
    sql,
    'moved_product',
    sql`
      update products set status = ${to}, revision = products.revision + 1
      from ${sellers.name} as seller where seller_id = seller.id and products.status = ${from}
      returning products.*`,
  )
  return sql`${products.definition}, product_event as (${productEvent(sql, ProductUpdated, products)})`
}

/** For the statement that suspends: what the sellers have on sale. */
export const hideProducts = (sql: Sql, sellers: Rows<{ id: number }>) =>
  movedProducts(sql, sellers, 'SUSPENDED')

/**
 * Makes the products of a member follow its status; no effect when they do. After a suspension it finds what was published
 * while that statement ran: from then on a trigger (products_of_suspended_seller) does not let a product become PUBLISHED.
 */
export async function alignProducts({ sql }: Context, memberId: number): Promise<void> {
  for (const [status, to] of [
    ['SUSPENDED', 'SUSPENDED'],
    ['ACTIVE', 'PUBLISHED'],
  ] as const) {
    const seller = cte<{ id: number }>(
      sql,
      'seller',
      sql`select id from members where id = ${memberId} and status = ${status} for no key update`,
    )
    await sql`with ${seller.definition}, ${movedProducts(sql, seller, to)} select from ${seller.name}`
  }
}
