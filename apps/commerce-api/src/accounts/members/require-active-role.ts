import type { Role } from '@munova/auth'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/**
 * Throws FORBIDDEN unless the member has this role now. The role in an access token may be out of date until this process
 * has read that the token is void (REVOKED_TOKENS_CHECK_MS), so operations that grant privileges or publish products ask the database.
 */
export async function requireActiveRole(sql: Sql, memberId: number, role: Role): Promise<void> {
  const [member] = await retryOnConnectionLoss(
    () => sql`select id from members where id = ${memberId} and role = ${role} and status = 'ACTIVE'`,
  )
  if (!member) throw problem('FORBIDDEN')
}
