import type { Member } from '@munova/commerce-contract'
import { columnList, isoInstant, type Fragment, type Sql } from '@munova/database'

/** The contract's Member from a row of `members`, or of a CTE that is selected `as members`. */
export function memberColumns(sql: Sql): Fragment {
  return columnList<Member>(sql, {
    id: sql`members.id`,
    email: sql`members.email`,
    name: sql`members.name`,
    role: sql`members.role`,
    createdAt: isoInstant(sql, sql`members.created_at`),
  })
}
