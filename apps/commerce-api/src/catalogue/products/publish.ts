import { cte } from '@munova/database'
import { ProductPublished, ProductUpdated } from '@munova/event-contract'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'
import { requirePublishable } from './publishable.ts'
import { changeOwn, productEntry, type ProductChange } from './change-own.ts'

/**
 * Publishes a draft; publishing a published product has no effect. A product that is published again keeps its first time, so that
 * it does not become the newest once more. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED after too many version
 * conflicts, FORBIDDEN when the member is not a seller any more, and as requirePublishable().
 */
export async function publishProduct(context: Context, change: ProductChange): Promise<void> {
  await requireActiveRole(context.sql, change.sellerId, 'SELLER')
  await requirePublishable(context.sql, change)
  await setStatus(context, change, 'PUBLISHED')
}

/**
 * Takes a product off sale until it is published again; a draft stays as it is. Orders are not affected. Throws
 * PRODUCT_NOT_FOUND, PRODUCT_REMOVED, and PRODUCT_CHANGED after too many version conflicts.
 */
export async function unpublishProduct(context: Context, change: ProductChange): Promise<void> {
  await setStatus(context, change, 'DRAFT')
}

async function setStatus(
  context: Context,
  change: ProductChange,
  wanted: 'PUBLISHED' | 'DRAFT',
): Promise<void> {
  const { sql } = context
  await changeOwn(sql, change, async ({ status, revision }) => {
    if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
    if (status === wanted) return true
    const published = wanted === 'PUBLISHED'
    const changed = cte<ProductColumns>(
      sql,
      'changed',
      sql`
        update products set status = ${wanted}, revision = revision + 1,
          published_at = ${published ? sql`coalesce(published_at, now())` : sql`published_at`}
        where id = ${change.productId} and revision = ${revision}
        returning *`,
    )
    const event = productEvent(sql, published ? ProductPublished : ProductUpdated, changed)
    const action = published ? 'product.publish' : 'product.unpublish'
    const done = await sql`
      with ${changed.definition}, event as (${event}),
        audit as (${productEntry(sql, change, { action, from: changed })})
      select id from ${changed.name}`
    return done.length > 0
  })
  context.outbox.wake()
}
