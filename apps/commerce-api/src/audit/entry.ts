import type { AuditAction, AuditThing } from '@munova/commerce-contract'
import type { Fragment, Rows, Sql } from '@munova/database'
import type { Actor } from './actor.ts'

export interface AuditedAct {
  action: AuditAction
  thing: AuditThing
  /** SQL that gives the id of the thing for a row of `from`. */
  thingId: Fragment
  /** What the act was, as jsonb. The row can never be erased: no personal data, no reasons or answers, nothing secret. */
  details?: Fragment
  /** The rows that the act changed: an entry each, so an act without effect has none. */
  from: Rows
}

/** A part of the statement of an act: its entry in the audit log, so that neither is stored without the other. */
export function auditEntry(
  sql: Sql,
  { memberId, requestId }: Actor,
  { action, thing, thingId, details = sql`'{}'`, from }: AuditedAct,
): Fragment {
  return sql`
    insert into audit_log (actor_id, action, thing, thing_id, details, request_id)
    select ${memberId}::bigint, ${action}, ${thing}, ${thingId}, ${details}, ${requestId}
    from ${from.name}`
}
