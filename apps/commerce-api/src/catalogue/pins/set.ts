import { isDeepStrictEqual } from 'node:util'
import type { PinList, SetPins } from '@munova/commerce-contract'
import { cte, violatesForeignKey, type Sql } from '@munova/database'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import { problem } from '../../problems.ts'
import { readPinList, readPinned, readStoredPins, requireCategory } from './list.ts'
import type { PinsContext, StoredPins } from './pin-lists.ts'

/**
 * Sets what comes first in a list; without a difference it has no effect. Throws CATEGORY_NOT_FOUND, PINS_CHANGED when the revision is not
 * the expected one, PRODUCT_NOT_FOUND and PRODUCT_NOT_LISTED for a product that was not pinned before, and FORBIDDEN when the member is
 * not an administrator any more.
 */
export async function setPins(
  context: PinsContext,
  admin: RequestActor,
  { categoryId, expectedRevision, pins }: SetPins,
): Promise<PinList> {
  const { sql } = context
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  await requireCategory(sql, categoryId)
  const former = await readStoredPins(sql, categoryId)
  if (former.revision !== expectedRevision) throw problem('PINS_CHANGED')
  await requireListed(sql, former, pins)
  if (!isDeepStrictEqual(former.pins, pins)) {
    await store(sql, admin, former, pins)
    await context.pins.refresh()
  }
  return readPinList(sql, categoryId)
}

/** What was pinned may have left the list since; what is pinned now must be in it. */
async function requireListed(sql: Sql, former: StoredPins, pins: SetPins['pins']): Promise<void> {
  const known = new Set(former.pins.map(({ productId }) => productId))
  const added = pins.map(({ productId }) => productId).filter((id) => !known.has(id))
  const products = await readPinned(sql, former.categoryId, added)
  for (const productId of added) {
    const product = products.get(productId)
    if (!product) throw problem('PRODUCT_NOT_FOUND')
    if (!product.isListed) throw problem('PRODUCT_NOT_LISTED', { detail: 'product', productId })
  }
}

async function store(
  sql: Sql,
  admin: RequestActor,
  { categoryId, revision, pins: from }: StoredPins,
  to: SetPins['pins'],
): Promise<void> {
  const pins = sql`${JSON.stringify(to)}::text::jsonb`
  const changed = cte(
    sql,
    'changed',
    revision === 0
      ? sql`
          insert into pin_lists (category_id, pins, revision) values (${categoryId}, ${pins}, 1)
          on conflict do nothing returning id`
      : sql`
          update pin_lists set pins = ${pins}, revision = revision + 1
          where category_id is not distinct from ${categoryId} and revision = ${revision} returning id`,
  )
  const entry = auditEntry(sql, admin, {
    action: 'pins.set',
    thing: 'pin-list',
    thingId: sql`id`,
    details: sql`${JSON.stringify({ categoryId, from, to })}::text::jsonb`,
    from: changed,
  })
  const stored = await sql`
    with ${changed.definition}, audit as (${entry}) select from ${changed.name}`.catch((error: unknown) => {
    // The category was removed while the statement ran.
    throw violatesForeignKey(error, 'pin_lists_category_fkey') ? problem('CATEGORY_NOT_FOUND') : error
  })
  if (stored.length === 0) throw problem('PINS_CHANGED')
}
