import { retryOnConnectionLoss, type Sql } from '@munova/database'

export interface TicketRequest {
  resource: string
  memberId: number
}

export interface Ticket {
  outcome: 'TICKET'
  turnAt: Date
  expiresAt: Date
  /** Until the turn, by the database's clock. */
  waitMs: number
  /** Turns before it that are to come. */
  position: number
}

/** Of a room that is closed, `waitMs` is how long until it gives out tickets; null when it never will again. */
export type Taken =
  | Ticket
  | { outcome: 'WAITING_ROOM_CLOSED'; waitMs: number | null }
  | { outcome: 'WAITING_ROOM_FULL' | 'WAITING_ROOM_NOT_FOUND' }

export interface TicketLimits {
  /** How long before a room opens it gives out tickets. */
  earlyMs: number
  /** How long a turn lasts. */
  passSeconds: number
}

type Row = { place: number } & Taken

/** Another process may have given a member of the batch its ticket between snapshot and lock: the next run sees it. */
const MAX_REPETITIONS = 5

/**
 * Gives out tickets, first come first served, with one statement, and answers each in order. A member who has one
 * keeps its place. No two requests may be of one member for one room; rooms are locked in the order of their names.
 */
export async function takeBatch(
  sql: Sql,
  requests: readonly TicketRequest[],
  limits: TicketLimits,
): Promise<Taken[]> {
  const answers = new Map<number, Taken>()
  for (let repetition = 1; answers.size < requests.length; repetition++) {
    if (repetition > MAX_REPETITIONS) throw new Error('tickets were taken elsewhere again and again')
    const rows = await retryOnConnectionLoss(() => statement(sql, requests, limits))
    for (const { place, ...row } of rows) answers.set(place, row)
  }
  return requests.map((_, index) => answers.get(index + 1)!)
}

/** A turn comes a step after the one before, and not before the room opens or now. */
function statement(sql: Sql, requests: readonly TicketRequest[], { earlyMs, passSeconds }: TicketLimits) {
  const resources = [...new Set(requests.map(({ resource }) => resource))]
  return sql<Row[]>`
    with input as materialized (
      select * from unnest(
        ${requests.map(({ resource }) => resource)}::text[], ${requests.map(({ memberId }) => memberId)}::bigint[]
      ) with ordinality as given (resource, member_id, place)
    ), room as materialized (
      select *, interval '1 second' / per_second as step, clock_timestamp() as now,
        opens_at - ${earlyMs} * interval '1 millisecond' as tickets_from
      from waiting_rooms where resource = any(${resources}::text[]) order by resource for no key update
    ), kept as materialized (
      select input.place, ticket.* from input cross join lateral (
        select * from waiting_tickets
        where resource = input.resource and member_id = input.member_id and expires_at > clock_timestamp() limit 1
      ) ticket
    ), fresh as materialized (
      select input.place, input.member_id, room.*,
        greatest(room.now, room.opens_at, room.last_turn_at + room.step)
          + room.step * (row_number() over (partition by input.resource order by input.place) - 1) as turn_at
      from input join room using (resource)
      where input.place not in (select place from kept) and room.now >= tickets_from and room.now < closes_at
    ), accepted as materialized (
      select * from fresh where turn_at <= greatest(now, opens_at) + step * capacity and turn_at < closes_at
    ), advanced as (
      update waiting_rooms set last_turn_at = newest.turn_at
      from (select resource, max(turn_at) as turn_at from accepted group by resource) newest
      where waiting_rooms.resource = newest.resource
    ), stored as (
      insert into waiting_tickets (resource, member_id, turn_at, expires_at)
      select resource, member_id, turn_at, turn_at + ${passSeconds} * interval '1 second' from accepted
      on conflict (resource, member_id) do update set turn_at = excluded.turn_at, expires_at = excluded.expires_at
        where waiting_tickets.expires_at <= clock_timestamp()
      returning *
    ), ticket as (
      select place, resource, turn_at, expires_at from kept
      union all
      select accepted.place, stored.resource, stored.turn_at, stored.expires_at
      from stored join accepted using (resource, member_id)
    )
    select place, 'TICKET' as outcome, turn_at as "turnAt", expires_at as "expiresAt",
      ${msUntil(sql, sql`turn_at`)} as "waitMs",
      greatest(0, ceil(extract(epoch from turn_at - greatest(now, opens_at)) * per_second))::int as position
    from ticket join room using (resource)
    union all
    select place, case when room.resource is null then 'WAITING_ROOM_NOT_FOUND'
      when now >= tickets_from and now < closes_at then 'WAITING_ROOM_FULL' else 'WAITING_ROOM_CLOSED' end,
      null, null, case when now < tickets_from then ${msUntil(sql, sql`tickets_from`)} end, null
    from input left join room using (resource)
    where place not in (select place from kept) and place not in (select place from accepted)`
}

function msUntil(sql: Sql, moment: ReturnType<Sql>) {
  return sql`greatest(0, ceil(extract(epoch from ${moment} - now) * 1000))::bigint`
}
