import type { Role } from '@munova/auth'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/**
 * Throws FORBIDDEN unless the member has this role now. A token tells the role of up to 15 minutes ago; what gives
 * power to others or brings goods on sale asks the database.
 */
export async function requireStanding(sql: Sql, memberId: number, role: Role): Promise<void> {
  const [member] = await retryOnConnectionLoss(
    () => sql`select id from members where id = ${memberId} and role = ${role} and status = 'ACTIVE'`,
  )
  if (!member) throw problem('FORBIDDEN')
}
