import { cte } from '@munova/database'
import { ProductPublished } from '@munova/event-contract'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'
import { changeOwn, type OwnProduct } from './change-own.ts'

/**
 * Publishes a draft; publishing a published product has no effect. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED,
 * PRODUCT_CHANGED after too many version conflicts, and FORBIDDEN when the member is not a seller any more.
 */
export async function publishProduct(context: Context, own: OwnProduct): Promise<void> {
  const { sql } = context
  await requireActiveRole(sql, own.sellerId, 'SELLER')
  await changeOwn(sql, own, async ({ status, revision }) => {
    if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
    if (status === 'PUBLISHED') return true
    const changed = cte<ProductColumns>(
      sql,
      'changed',
      sql`
        update products set status = 'PUBLISHED', published_at = now(), revision = revision + 1
        where id = ${own.productId} and revision = ${revision}
        returning *`,
    )
    const published = await sql`
      with ${changed.definition}, event as (${productEvent(sql, ProductPublished, changed)})
      select id from ${changed.name}`
    return published.length > 0
  })
  context.outbox.wake()
}
