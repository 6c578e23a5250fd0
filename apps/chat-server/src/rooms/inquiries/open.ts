import type { Room } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql, violates } from '@munova/database'
import { problem } from '../../problems.ts'
import { inquiryEvent } from '../../inquiry-events/inquiry-event.ts'
import { getRoom } from '../room/room.ts'

/** Whoever loses a race sees the winner's room on the next attempt; a seller who closes it meanwhile costs one more. */
const MAX_ATTEMPTS = 5

/**
 * The one open inquiry of a buyer on a product: the one there is, or a new one with the product's seller.
 * Whatever races, there is never a second (rooms_one_open_inquiry).
 */
export async function openInquiry(
  sql: Sql,
  buyerId: number,
  productId: number,
): Promise<{ room: Room; created: boolean }> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { roomId, created } = await retryOnConnectionLoss(() => findOrCreate(sql, buyerId, productId))
      return { room: await getRoom(sql, buyerId, roomId), created }
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !violates(error, 'rooms_one_open_inquiry')) throw error
    }
  }
}

async function findOrCreate(sql: Sql, buyerId: number, productId: number) {
  const [answer] = await sql<{ sellerId: number; openRoom: number | null; newRoom: number | null }[]>`
    with product as (
      select p.* from products p
      join members seller on seller.id = p.seller_id and seller.status = 'ACTIVE'
      where p.id = ${productId} and p.status = 'PUBLISHED'
    ),
    open as (
      select id from rooms
      where kind = 'INQUIRY' and status = 'OPEN' and buyer_id = ${buyerId} and product_id = ${productId}
    ),
    changed as (
      insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id,
        product_name, product_price, product_image_url)
      select 'INQUIRY', left(name, 100), seller_id, 2, 2, ${buyerId}, id, name, price, image_url from product
      where seller_id <> ${buyerId} and not exists (select from open)
      returning *
    ),
    joined as (
      insert into room_members (room_id, member_id, role)
      select id, owner_id, 'OWNER' from changed union all select id, ${buyerId}::bigint, 'MEMBER' from changed
    ),
    event as (${inquiryEvent(sql, 'inquiry.opened')})
    select p.seller_id as "sellerId", (select id from open) as "openRoom", (select id from changed) as "newRoom"
    from product p
    -- An inquiry outlives its product.
    union all select 0, id, null from open where not exists (select from product)`
  if (!answer) throw problem('PRODUCT_NOT_FOUND')
  if (answer.sellerId === buyerId) throw problem('OWN_PRODUCT')
  return { roomId: (answer.openRoom ?? answer.newRoom)!, created: answer.openRoom === null }
}
