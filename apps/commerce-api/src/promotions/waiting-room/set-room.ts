import type { SetWaitingRoom } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Problem } from '@munova/service'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import { problem } from '../../problems.ts'
import type { WaitingRoomContext } from './rooms.ts'

export interface Resource {
  kind: 'coupon-campaign' | 'product'
  id: number
}

/** The name of a room. */
export function resourceOf({ kind, id }: Resource): string {
  return `${kind}:${id}`
}

/** SQL that says whether one more room may be. */
export function roomsLeft({ sql, config }: WaitingRoomContext) {
  return sql`(select count(*) from waiting_rooms where closes_at > now()) < ${config.WAITING_ROOMS}`
}

export function tooManyRooms({ config }: WaitingRoomContext): Problem {
  return problem('WAITING_ROOMS_FULL', `At most ${config.WAITING_ROOMS} at a time`)
}

/**
 * Puts a waiting room before something, or changes it: tickets that were given out keep their turn. Throws FORBIDDEN
 * for who is no administrator any more, CAMPAIGN_NOT_FOUND or PRODUCT_NOT_FOUND, and WAITING_ROOMS_FULL.
 */
export async function setRoom(
  context: WaitingRoomContext,
  adminId: number,
  resource: Resource,
  room: SetWaitingRoom,
): Promise<void> {
  const { sql, waiting } = context
  await requireActiveRole(sql, adminId, 'ADMIN')
  const { kind, id } = resource
  const target = kind === 'product' ? sql`products` : sql`coupon_campaigns`
  const [outcome] = await retryOnConnectionLoss(
    () => sql<[{ found: boolean; set: boolean }]>`
      with target as (
        select ${resourceOf(resource)} as resource from ${target} where id = ${id}
      ), room as (
        insert into waiting_rooms (resource, opens_at, closes_at, per_second, capacity)
        select resource, ${room.opensAt}::timestamptz, ${room.closesAt}::timestamptz, ${room.admissionsPerSecond},
          ${room.capacity}
        from target
        where ${roomsLeft(context)} or resource in (select resource from waiting_rooms where closes_at > now())
        on conflict (resource) do update set opens_at = excluded.opens_at, closes_at = excluded.closes_at,
          per_second = excluded.per_second, capacity = excluded.capacity
        returning resource
      )
      select exists (select from target) as found, exists (select from room) as set`,
  )
  if (!outcome.found) throw problem(kind === 'product' ? 'PRODUCT_NOT_FOUND' : 'CAMPAIGN_NOT_FOUND')
  if (!outcome.set) throw tooManyRooms(context)
  await waiting.refresh()
}
