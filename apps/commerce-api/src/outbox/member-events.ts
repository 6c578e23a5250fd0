import { emitEvent, type Fragment, type Rows, type Sql } from '@munova/database'
import type { MemberRegistered, MemberUpdated, MemberWithdrawn } from '@munova/event-contract'

/** Columns of `members` that its events carry. */
export interface MemberColumns {
  id: number
  name: string
  role: string
  status: string
  token_generation: number
  revision: number
}

type MemberEvent = typeof MemberRegistered | typeof MemberUpdated | typeof MemberWithdrawn

/** A part of the statement that changes `members`: their new state goes into the outbox. */
export function memberEvent(sql: Sql, schema: MemberEvent, members: Rows<MemberColumns>): Fragment {
  return emitEvent(sql, schema, {
    key: sql`'member:' || id`,
    data: {
      id: sql`id`,
      displayName: sql`name`,
      role: sql`role`,
      status: sql`status`,
      tokenGeneration: sql`token_generation`,
      revision: sql`revision`,
    },
    from: members,
  })
}
