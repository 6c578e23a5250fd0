import type { Session } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/** Of a session and its member: neither revoked nor expired, nor of an earlier generation of tokens. */
export const isOpen = (sql: Sql): Fragment => sql`
  revoked_at is null and expires_at > now() and members.id = member_id and members.status = 'ACTIVE'
  and members.token_generation = refresh_tokens.token_generation`

/** The member's open sessions, used last first; there are DEVICES_PER_MEMBER at most. */
export async function listSessions(
  sql: Sql,
  { memberId, sessionId }: { memberId: number; sessionId?: string },
): Promise<Session[]> {
  const columns = columnList<Session>(sql, {
    id: sql`family_id`,
    deviceId: sql`device_id`,
    createdAt: isoInstant(sql, sql`refresh_tokens.created_at`),
    lastUsedAt: isoInstant(sql, sql`rotated_at`),
    isCurrent: sql`family_id is not distinct from ${sessionId ?? null}::uuid`,
  })
  // Index refresh_tokens_device_key.
  return retryOnConnectionLoss(
    () => sql<Session[]>`
      select ${columns} from refresh_tokens, members
      where member_id = ${memberId} and ${isOpen(sql)}
      order by rotated_at desc, family_id`,
  )
}

/** Ends one session of the member; its access token is valid until it expires, as after a sign-out. Throws SESSION_NOT_FOUND. */
export async function endSession(sql: Sql, memberId: number, sessionId: string): Promise<void> {
  const [ended] = await sql`
    update refresh_tokens set revoked_at = now()
    from members
    where family_id = ${sessionId} and member_id = ${memberId} and ${isOpen(sql)}
    returning family_id`
  if (!ended) throw problem('SESSION_NOT_FOUND')
}
