import { Id, type AuditEntry, type AuditLogPage, type AuditLogQuery } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, EpochMs, toPage } from '@munova/service'
import { z } from 'zod'

const Position = z.tuple([z.literal('audit'), EpochMs, Id])

/** Entries of the audit log, newest first. */
export async function listAuditLog(
  sql: Sql,
  { actorId, action, thing, thingId, from, until, cursor, limit }: AuditLogQuery,
): Promise<AuditLogPage> {
  const [, at, id] = decodeCursor(Position, cursor) ?? []
  const columns = columnList<AuditEntry>(sql, {
    id: sql`id`,
    at: isoInstant(sql, sql`at`),
    actorId: sql`actor_id`,
    action: sql`action`,
    thing: sql`thing`,
    thingId: sql`thing_id`,
    details: sql`details`,
    requestId: sql`request_id`,
  })
  const any = sql``
  // Indexes audit_log_actor, audit_log_thing, audit_log_action and audit_log_at, backwards.
  const rows = await retryOnConnectionLoss(
    () => sql<AuditEntry[]>`
      select ${columns} from audit_log
      where true
        ${actorId === undefined ? any : sql`and actor_id = ${actorId}`}
        ${action === undefined ? any : sql`and action = ${action}`}
        ${thing === undefined ? any : sql`and thing = ${thing}`}
        ${thingId === undefined ? any : sql`and thing_id = ${thingId}`}
        ${from === undefined ? any : sql`and at >= ${from}::timestamptz`}
        ${until === undefined ? any : sql`and at < ${until}::timestamptz`}
        ${at === undefined || id === undefined ? any : sql`and (at, id) < (${new Date(at)}, ${id})`}
      order by audit_log.at desc, audit_log.id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: (entry) => entry,
    position: (entry) => ['audit', Date.parse(entry.at), entry.id],
  })
}
