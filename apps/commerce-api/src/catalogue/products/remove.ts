import { cte } from '@munova/database'
import { ProductRemoved } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'
import { changeOwn, productEntry, type ProductChange } from './change-own.ts'

/**
 * Takes a product off sale for good; the row stays, since orders refer to it. Removing it again has no effect. Throws
 * PRODUCT_NOT_FOUND, and PRODUCT_CHANGED when the revision is not the expected one, or after too many version conflicts.
 */
export async function removeProduct(
  context: Context,
  own: ProductChange,
  { expectedRevision }: { expectedRevision?: number } = {},
): Promise<void> {
  const { sql } = context
  await changeOwn(sql, own, async ({ status, revision }) => {
    if (status === 'REMOVED') return true
    if (expectedRevision !== undefined && expectedRevision !== revision) throw problem('PRODUCT_CHANGED')
    const changed = cte<ProductColumns>(
      sql,
      'changed',
      sql`
        update products set status = 'REMOVED', revision = revision + 1
        where id = ${own.productId} and revision = ${revision}
        returning *`,
    )
    const removed = await sql`
      with ${changed.definition}, event as (${productEvent(sql, ProductRemoved, changed)}),
        audit as (${productEntry(sql, own, { action: 'product.remove', from: changed })})
      select id from ${changed.name}`
    return removed.length > 0
  })
  context.outbox.wake()
}
