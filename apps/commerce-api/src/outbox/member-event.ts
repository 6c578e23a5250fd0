import type { Sql } from '@munova/database'
import type { CommerceEvent } from '@munova/event-contract'

type MemberEventType = Extract<CommerceEvent['type'], `member.${string}`>

/** For a statement whose CTE `changed` gives whole rows of `members`: their new state goes into the outbox. */
export function memberEvent(sql: Sql, type: MemberEventType) {
  return sql`
    insert into outbox (type, version, key, data)
    select ${type}, 1, 'member:' || id, jsonb_build_object(
      'id', id, 'displayName', name, 'role', role, 'status', status, 'revision', revision)
    from changed`
}
