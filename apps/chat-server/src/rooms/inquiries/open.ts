import type { Room } from '@munova/chat-contract'
import { cte, retryOnConnectionLoss, type Sql, violates } from '@munova/database'
import { InquiryOpened } from '@munova/event-contract'
import { retry } from '@munova/service'
import { emitInquiryEvent } from '../../inquiry-events/inquiry-event.ts'
import type { InquiryColumns } from '../../inquiry-events/inquiry-state.ts'
import { problem } from '../../problems.ts'
import { type MemberQuota, type QuotaRow, requireQuota, spendQuota } from '../room/member-quota.ts'
import { getRoom } from '../room/room.ts'

interface Buyer {
  buyerId: number
  quota: MemberQuota
}

/** The loser of a race finds the winner's room on its next attempt, unless the seller has closed that room meanwhile. */
const MAX_ATTEMPTS = 5

/**
 * The open inquiry of a buyer on a product: the existing one, or a new one with the product's seller. There is never a
 * second (rooms_one_open_inquiry). A new one emits `inquiry.opened`. Throws PRODUCT_NOT_FOUND, OWN_PRODUCT and RATE_LIMITED.
 */
export async function openInquiry(
  sql: Sql,
  { buyerId, quota }: Buyer,
  productId: number,
): Promise<{ room: Room; created: boolean }> {
  const { roomId, created } = await retry(
    () => retryOnConnectionLoss(() => findOrCreate(sql, { buyerId, quota }, productId)),
    { attempts: MAX_ATTEMPTS, when: (error) => violates(error, 'rooms_one_open_inquiry') },
  )
  return { room: await getRoom(sql, buyerId, roomId), created }
}

async function findOrCreate(sql: Sql, { buyerId, quota }: Buyer, productId: number) {
  const due = cte(
    sql,
    'due',
    sql`select from product where seller_id <> ${buyerId} and not exists (select from open)`,
  )
  const spent = spendQuota(sql, { memberId: buyerId, quota }, due)
  const created = cte<InquiryColumns>(
    sql,
    'created',
    sql`
      insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id,
        product_name, product_price, product_image_url)
      select 'INQUIRY', left(name, 100), seller_id, 2, 2, ${buyerId}, id, name, price, image_url
      from product, ${spent.name} spent where spent.retry_after_ms = 0
      returning *`,
  )
  type Row = QuotaRow & { sellerId: number; openRoomId: number | null; newRoomId: number | null }
  const [row] = await sql<Row[]>`
    with product as (
      select p.* from products p
      join members seller on seller.id = p.seller_id and seller.status = 'ACTIVE'
      where p.id = ${productId} and p.status = 'PUBLISHED'
    ),
    open as (
      select id from rooms
      where kind = 'INQUIRY' and status = 'OPEN' and buyer_id = ${buyerId} and product_id = ${productId}
    ),
    ${due.definition}, ${spent.definition}, ${created.definition},
    members_added as (
      insert into room_members (room_id, member_id, role, is_inquiry)
      select id, owner_id, 'OWNER', true from ${created.name} union all select id, ${buyerId}::bigint, 'MEMBER', true from ${created.name}
    ),
    event as (${emitInquiryEvent(sql, InquiryOpened, created)})
    select p.seller_id as "sellerId", (select id from open) as "openRoomId",
      (select id from ${created.name}) as "newRoomId", (select retry_after_ms from ${spent.name}) as "retryAfterMs"
    from product p
    -- An open inquiry is found even after its product was removed.
    union all select 0, id, null, null from open where not exists (select from product)`
  if (!row) throw problem('PRODUCT_NOT_FOUND')
  if (row.sellerId === buyerId) throw problem('OWN_PRODUCT')
  requireQuota(quota, row)
  return { roomId: (row.openRoomId ?? row.newRoomId)!, created: row.openRoomId === null }
}
