import type { SetPurchaseLimit } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'

/**
 * Limits the pairs of any product that one member may order, as for a drop. Pairs that were ordered before count. Throws
 * FORBIDDEN when the member is not an administrator any more, and PRODUCT_NOT_FOUND.
 */
export async function setPurchaseLimit(
  { sql, outbox }: Context,
  admin: RequestActor,
  productId: number,
  { purchaseLimit }: SetPurchaseLimit,
): Promise<void> {
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const changed = cte<ProductColumns>(
    sql,
    'changed',
    sql`
      update products set purchase_limit = ${purchaseLimit}, revision = revision + 1
      where id = ${productId} and status <> 'REMOVED'
      returning *`,
  )
  const entry = auditEntry(sql, admin, {
    action: 'product.purchase-limit',
    thing: 'product',
    thingId: sql`id`,
    details: sql`${JSON.stringify({ purchaseLimit })}::text::jsonb`,
    from: changed,
  })
  // Not retried after a lost connection: the second run would be a second act.
  const found = await sql`
    with ${changed.definition}, event as (${productEvent(sql, ProductUpdated, changed)}), audit as (${entry})
    select id from ${changed.name}`
  if (found.length === 0) throw problem('PRODUCT_NOT_FOUND')
  outbox.wake()
}
