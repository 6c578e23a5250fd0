import type { SetWaitingRoom } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import { problem } from '../../problems.ts'
import { resourceOf, type Resource } from './admitted-resource.ts'
import { isBelowWaitingRoomLimit, waitingRoomLimitReached } from './waiting-room-limit.ts'
import type { WaitingRoomContext } from './waiting-rooms.ts'

/**
 * Creates or changes the waiting room of a campaign or product; tickets that were issued keep their turn. Throws FORBIDDEN
 * when the member is not an administrator any more, CAMPAIGN_NOT_FOUND or PRODUCT_NOT_FOUND, and WAITING_ROOMS_FULL.
 */
export async function setWaitingRoom(
  context: WaitingRoomContext,
  admin: RequestActor,
  resource: Resource,
  room: SetWaitingRoom,
): Promise<void> {
  const { sql, waitingRooms } = context
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const { kind, id } = resource
  const target = kind === 'product' ? sql`products` : sql`coupon_campaigns`
  const set = cte(
    sql,
    'room',
    sql`
      insert into waiting_rooms (resource, opens_at, closes_at, per_second, capacity, verified_only)
      select resource, ${room.opensAt}::timestamptz, ${room.closesAt}::timestamptz, ${room.admissionsPerSecond},
        ${room.capacity}, ${room.verifiedOnly}
      from target
      where ${isBelowWaitingRoomLimit(context)} or resource in (select resource from waiting_rooms where closes_at > now())
      on conflict (resource) do update set opens_at = excluded.opens_at, closes_at = excluded.closes_at,
        per_second = excluded.per_second, capacity = excluded.capacity, verified_only = excluded.verified_only
      returning resource`,
  )
  const entry = auditEntry(sql, admin, {
    action: 'waiting-room.set',
    thing: kind,
    thingId: sql`${id}::bigint`,
    details: sql`${JSON.stringify(room)}::text::jsonb`,
    from: set,
  })
  // Not retried after a lost connection: the second run would be a second act.
  const [result] = await sql<[{ isFound: boolean; isSet: boolean }]>`
    with target as (
      select ${resourceOf(resource)} as resource from ${target} where id = ${id}
    ), ${set.definition}, audit as (${entry})
    select exists (select from target) as "isFound", exists (select from room) as "isSet"`
  if (!result.isFound) throw problem(kind === 'product' ? 'PRODUCT_NOT_FOUND' : 'CAMPAIGN_NOT_FOUND')
  if (!result.isSet) throw waitingRoomLimitReached(context)
  await waitingRooms.refresh()
}
