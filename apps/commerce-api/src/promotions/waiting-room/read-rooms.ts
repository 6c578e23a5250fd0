import type { WaitingRoom } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { available } from '../../catalogue/stock/available.ts'
import { problem } from '../../problems.ts'
import { resourceOf, type Resource } from './admitted-resource.ts'

/** The rooms that have not closed, at most WAITING_ROOMS, the one that opens first at the top. */
export const listRooms = (sql: Sql): Promise<WaitingRoom[]> => rooms(sql, sql`closes_at > now()`)

/** A room, also one that has closed. Throws WAITING_ROOM_NOT_FOUND. */
export async function readRoom(sql: Sql, resource: Resource): Promise<WaitingRoom> {
  const [room] = await rooms(sql, sql`resource = ${resourceOf(resource)}`)
  if (!room) throw problem('WAITING_ROOM_NOT_FOUND')
  return room
}

/**
 * Tickets are not counted, since a room may have a million: turns follow one another at the room's pace, so the last one says how
 * many are to come.
 */
function rooms(sql: Sql, condition: Fragment): Promise<WaitingRoom[]> {
  const begins = sql`greatest(now(), opens_at)`
  const seconds = sql`greatest(0, extract(epoch from last_turn_at - ${begins}))`
  const columns = columnList<WaitingRoom>(sql, {
    kind: sql`room.kind`,
    id: sql`room.id`,
    name: sql`coalesce(products.name, campaign.name)`,
    opensAt: isoInstant(sql, sql`opens_at`),
    closesAt: isoInstant(sql, sql`closes_at`),
    admissionsPerSecond: sql`per_second`,
    capacity: sql`capacity`,
    verifiedOnly: sql`room.verified_only`,
    waiting: sql`(case when last_turn_at > now() then floor(${seconds} * per_second) + 1 else 0 end)::int`,
    left: sql`coalesce(campaign.quantity - campaign.issued, (
      select sum(greatest(0, ${available(sql)})) from skus where product_id = products.id), 0)::int`,
  })
  // Indexes waiting_rooms_pkey, products_pkey, coupon_campaigns_pkey, skus_size_key.
  return retryOnConnectionLoss(
    () => sql<WaitingRoom[]>`
      select ${columns}
      from (
        select *, split_part(resource, ':', 1) as kind, split_part(resource, ':', 2)::bigint as id
        from waiting_rooms where ${condition}
      ) room
        left join products on room.kind = 'product' and products.id = room.id
        left join coupon_campaigns campaign on room.kind = 'coupon-campaign' and campaign.id = room.id
      order by room.opens_at, room.resource`,
  )
}
