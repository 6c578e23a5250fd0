import type { Fragment, Sql } from '@munova/database'

/**
 * The first seq that a member may read, 0 or 1 when that is everything: the one place that knows what `historyVisibility`
 * means. For a statement that reads the room as `r` and the member's row of room_members as `m`. A single bound, not a list
 * of periods: what a member gets has no gaps.
 */
export const firstReadableSeq = (sql: Sql): Fragment => sql`
  case r.history_visibility when 'ALL' then 0 when 'JOINED' then m.joined_seq else m.returned_seq end`
