import { cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'

/** A part of the statement that changes the status of members: their products are to follow it. */
export function alignLater(sql: Sql, changed: Rows<{ id: number }>): Fragment {
  return sql`
    insert into product_alignments (member_id) select id from ${changed.name} on conflict do nothing`
}

/**
 * Makes products follow the status of a seller whose alignment is open: what a suspended one has on sale is SUSPENDED, and PUBLISHED again
 * after the reinstatement. It is their status, so whatever asks for PUBLISHED products leaves them out. At most PRODUCT_ALIGN_BATCH
 * products of one seller; resolves to `more` when it was so many. Every process may do it. Until it is done orders go by the status of the
 * seller. What is published while a seller is suspended becomes SUSPENDED by a trigger (products_of_suspended_seller).
 */
export async function alignProducts(
  { sql, config }: Pick<Context, 'sql' | 'config'>,
  memberId?: number,
): Promise<'more' | undefined> {
  const batch = config.PRODUCT_ALIGN_BATCH
  // Who suspends has locked the member before the alignment, too. A request waits for others that work on its member, the job does not.
  const seller = cte<{ id: number; status: string }>(
    sql,
    'seller',
    sql`
      select members.id, members.status from product_alignments join members on members.id = member_id
      ${memberId === undefined ? sql`` : sql`where member_id = ${memberId}`}
      order by member_id limit 1
      for no key update of members ${memberId === undefined ? sql`skip locked` : sql``}`,
    { materialized: true },
  )
  const [to, from] = [
    sql`case seller.status when 'SUSPENDED' then 'SUSPENDED' else 'PUBLISHED' end`,
    sql`case seller.status when 'SUSPENDED' then 'PUBLISHED' else 'SUSPENDED' end`,
  ]
  // Index products_seller.
  const moved = cte<ProductColumns>(
    sql,
    'moved_product',
    sql`
      update products set status = ${to}, revision = products.revision + 1
      from ${seller.name} as seller
      where products.status = ${from} and products.id in (
        select product.id from products as product, ${seller.name} as seller
        where product.seller_id = seller.id and product.status = ${from}
        order by product.id limit ${batch} for no key update of product)
      returning products.*`,
  )
  const [{ count }] = await sql<[{ count: number }]>`
    with ${seller.definition}, ${moved.definition},
    product_event as (${productEvent(sql, ProductUpdated, moved)}), aligned as (
      delete from product_alignments using ${seller.name} as seller
      where member_id = seller.id and (select count(*) from ${moved.name}) < ${batch}
    )
    select count(*)::int as count from ${moved.name}`
  return count === batch ? 'more' : undefined
}
