import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { retryOnConflict } from '@munova/service'

export interface TicketRequest {
  resource: string
  memberId: number
}

export interface Ticket {
  type: 'TICKET'
  turnAt: Date
  expiresAt: Date
  /** Until the turn, by the database's clock. */
  waitMs: number
  /** Turns that come before it. */
  position: number
}

/** `waitMs` of a closed room: until it issues tickets; null when it never will again. */
export type TicketResult =
  | Ticket
  | { type: 'WAITING_ROOM_CLOSED'; waitMs: number | null }
  | { type: 'EMAIL_NOT_VERIFIED' | 'WAITING_ROOM_FULL' | 'WAITING_ROOM_NOT_FOUND' }

export interface TicketLimits {
  /** How long before it opens a room issues tickets. */
  earlyMs: number
  /** How long a turn lasts. */
  passSeconds: number
}

/** A result and the position of its request in the batch, counted from 1. */
type ResultRow = { ordinal: number } & TicketResult

/**
 * When another process issues a ticket to a member of the batch between the statement's snapshot and its lock, the
 * statement has no result for that member. The next attempt sees that ticket.
 */
const ATTEMPTS = 5

/**
 * Issues tickets for a batch of requests, first come first served, with one statement; resolves to a result for each, in
 * their order. A member who has a valid ticket keeps it. The batch has no two requests of one member for one room. Rooms
 * are locked in order of their names.
 */
export async function issueTickets(
  sql: Sql,
  requests: readonly TicketRequest[],
  limits: TicketLimits,
): Promise<TicketResult[]> {
  const results = new Map<number, TicketResult>()
  const attempt = async () => {
    const rows = await retryOnConnectionLoss(() => issueStatement(sql, requests, limits))
    for (const { ordinal, ...result } of rows) results.set(ordinal, result)
    return results.size === requests.length || undefined
  }
  await retryOnConflict(attempt, {
    attempts: ATTEMPTS,
    conflict: () => new Error(`no tickets after ${ATTEMPTS} conflicts with other processes`),
  })
  return requests.map((_, index) => results.get(index + 1)!)
}

/** A turn is one step after the turn before it, and neither before the room opens nor before now. */
function issueStatement(
  sql: Sql,
  requests: readonly TicketRequest[],
  { earlyMs, passSeconds }: TicketLimits,
) {
  const resources = [...new Set(requests.map(({ resource }) => resource))]
  const isVerified = sql`exists (
    select from members where id = request.member_id and email_verified_at is not null)`
  return sql<ResultRow[]>`
    with request as materialized (
      select * from unnest(
        ${requests.map(({ resource }) => resource)}::text[], ${requests.map(({ memberId }) => memberId)}::bigint[]
      ) with ordinality as given (resource, member_id, ordinal)
    ), room as materialized (
      select *, interval '1 second' / per_second as step, clock_timestamp() as now,
        opens_at - ${earlyMs} * interval '1 millisecond' as tickets_from
      from waiting_rooms where resource = any(${resources}::text[]) order by resource for no key update
    ), existing as materialized (
      select request.ordinal, ticket.* from request cross join lateral (
        select * from waiting_tickets
        where resource = request.resource and member_id = request.member_id and expires_at > clock_timestamp() limit 1
      ) ticket
    ), candidate as materialized (
      select request.ordinal, request.member_id, room.*,
        greatest(room.now, room.opens_at, room.last_turn_at + room.step)
          + room.step * (row_number() over (partition by request.resource order by request.ordinal) - 1) as turn_at
      from request join room using (resource)
      where request.ordinal not in (select ordinal from existing) and room.now >= tickets_from and room.now < closes_at
        and (not room.verified_only or ${isVerified})
    ), accepted as materialized (
      select * from candidate where turn_at <= greatest(now, opens_at) + step * capacity and turn_at < closes_at
    ), advanced as (
      update waiting_rooms set last_turn_at = newest.turn_at
      from (select resource, max(turn_at) as turn_at from accepted group by resource) newest
      where waiting_rooms.resource = newest.resource
    ), stored as (
      insert into waiting_tickets (resource, member_id, turn_at, expires_at)
      select resource, member_id, turn_at, turn_at + ${passSeconds} * interval '1 second' from accepted
      on conflict (resource, member_id) do update set turn_at = excluded.turn_at, expires_at = excluded.expires_at,
          order_id = null
        where waiting_tickets.expires_at <= clock_timestamp()
      returning *
    ), ticket as (
      select ordinal, resource, turn_at, expires_at from existing
      union all
      select accepted.ordinal, stored.resource, stored.turn_at, stored.expires_at
      from stored join accepted using (resource, member_id)
    )
    select ordinal, 'TICKET' as type, turn_at as "turnAt", expires_at as "expiresAt",
      ${msUntil(sql, sql`turn_at`)} as "waitMs",
      greatest(0, ceil(extract(epoch from turn_at - greatest(now, opens_at)) * per_second))::int as position
    from ticket join room using (resource)
    union all
    select ordinal, case when room.resource is null then 'WAITING_ROOM_NOT_FOUND'
      when now < tickets_from or now >= closes_at then 'WAITING_ROOM_CLOSED'
      when room.verified_only and not ${isVerified} then 'EMAIL_NOT_VERIFIED' else 'WAITING_ROOM_FULL' end,
      null, null, case when now < tickets_from then ${msUntil(sql, sql`tickets_from`)} end, null
    from request left join room using (resource)
    where ordinal not in (select ordinal from existing) and ordinal not in (select ordinal from accepted)`
}

function msUntil(sql: Sql, instant: Fragment): Fragment {
  return sql`greatest(0, ceil(extract(epoch from ${instant} - now) * 1000))::bigint`
}
