import { cte, emitEvent, isoInstant } from '@munova/database'
import { RestockHeld } from '@munova/event-contract'
import { canMail, queueMail } from '../accounts/mail/queue.ts'
import type { Context } from '../context.ts'

interface ToldPlace {
  id: number
  sku_id: number
  member_id: number
  held_until: Date
  product_id: number
  product_name: string
  color_name: string
  size_mm: number
  email: string | null
}

/**
 * Tells members that a pair is held for them, at most RESTOCK_BATCH: the event that becomes a notification, and a mail to a verified address,
 * are written by the statement that marks the place as announced. Resolves to how many were told.
 */
export async function announceHolds(context: Context): Promise<number> {
  const { sql, config, outbox } = context
  const told = cte<ToldPlace>(
    sql,
    'told',
    sql`
      update restock_places set announced_at = clock_timestamp()
      from untold where restock_places.id = untold.id
      returning untold.*`,
  )
  const event = emitEvent(sql, RestockHeld, {
    key: sql`'restock-place:' || id`,
    data: {
      id: sql`id`,
      memberId: sql`member_id`,
      skuId: sql`sku_id`,
      productId: sql`product_id`,
      productName: sql`product_name`,
      colorName: sql`color_name`,
      sizeMm: sql`size_mm`,
      heldUntil: isoInstant(sql, sql`held_until`),
    },
    from: told,
  })
  const mail = queueMail(sql, {
    kind: 'RESTOCK_HELD',
    memberId: sql`member_id`,
    recipient: sql`email`,
    restockPlaceId: sql`id`,
    from: told,
    where: sql`${canMail(context)} and email is not null`,
  })
  // Index restock_places_untold. A member whose row is locked, who may be leaving, is left to the next run.
  const rows = await sql`
    with untold as materialized (
      select place.id, place.sku_id, place.member_id, place.held_until, skus.product_id,
        products.name as product_name, product_colors.name as color_name, skus.size_mm::int as size_mm,
        case when members.email_verified_at is not null then members.email end as email
      from restock_places as place
        join members on members.id = place.member_id and members.status = 'ACTIVE'
        join skus on skus.id = place.sku_id
        join products on products.id = skus.product_id
        join product_colors on product_colors.id = skus.color_id
      where place.state = 'HELD' and place.announced_at is null
      order by place.id limit ${config.RESTOCK_BATCH}
      for no key update of place skip locked for key share of members skip locked
    ), ${told.definition}, event as (${event}), mail as (${mail})
    select from ${told.name}`
  if (rows.length > 0) outbox.wake()
  return rows.length
}
