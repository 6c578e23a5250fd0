import type { Pass } from '@munova/auth'
import type { Fragment, Sql } from '@munova/database'

/** Rows that the statement of an order locks before anything else, and the condition that all are as the quote saw them. */
export interface Lock {
  /** A CTE followed by a comma, or nothing. */
  definition: Fragment
  holds: Fragment
  /** The same: what becomes of the rows when the order, the CTE `changed`, is placed. */
  use: Fragment
}

const nothing = (sql: Sql): Lock => ({ definition: sql``, holds: sql`true`, use: sql`` })

/** The orders that are to be superseded, the CTE `candidate`. */
export function lockSuperseded(sql: Sql, ids: readonly number[]): Lock {
  if (ids.length === 0) return nothing(sql)
  return {
    definition: sql`candidate as materialized (
      select id from orders where id = any(${ids}::bigint[]) and status = 'PENDING' order by id for no key update
    ),`,
    holds: sql`(select count(*) from candidate) = ${ids.length}`,
    use: sql``,
  }
}

/** The tickets of passes, which are stored as long as the passes are valid; each lets one order in. */
export function lockTickets(sql: Sql, memberId: number, passes: readonly Pass[]): Lock {
  if (passes.length === 0) return nothing(sql)
  return {
    definition: sql`ticket as materialized (
      select waiting_tickets.resource, waiting_tickets.member_id
      from waiting_tickets join unnest(
        ${passes.map(({ resource }) => resource)}::text[], ${passes.map(({ from }) => from)}::bigint[]
      ) as pass (resource, turn_ms) on waiting_tickets.resource = pass.resource
      where waiting_tickets.member_id = ${memberId} and order_id is null
        -- A pass has milliseconds.
        and floor(extract(epoch from waiting_tickets.turn_at) * 1000) = pass.turn_ms
      order by waiting_tickets.resource
      for no key update of waiting_tickets
    ),`,
    holds: sql`(select count(*) from ticket) = ${passes.length}`,
    use: sql`used_ticket as (
      update waiting_tickets set order_id = changed.id from changed, ticket
      where waiting_tickets.resource = ticket.resource and waiting_tickets.member_id = ticket.member_id
    ),`,
  }
}
