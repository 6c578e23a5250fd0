import type { Member } from '@munova/commerce-contract'
import { columnList, isoInstant, type Fragment, type Sql } from '@munova/database'

/** A member with what their access token needs. */
export interface SessionMember extends Member {
  tokenGeneration: number
}

/** As `memberColumns`, for the response to a sign-in or a refresh. */
export function sessionMemberColumns(sql: Sql): Fragment {
  return sql`${memberColumns(sql)}, members.token_generation as "tokenGeneration"`
}

/** The contract's Member from a row of `members`, or of a CTE that is selected `as members`. */
export function memberColumns(sql: Sql): Fragment {
  return columnList<Member>(sql, {
    id: sql`members.id`,
    email: sql`members.email`,
    emailVerified: sql`members.email_verified_at is not null`,
    name: sql`members.name`,
    role: sql`members.role`,
    createdAt: isoInstant(sql, sql`members.created_at`),
  })
}
