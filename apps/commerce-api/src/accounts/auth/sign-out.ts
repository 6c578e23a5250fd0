import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { readRefreshToken } from '../sessions/refresh-token.ts'

/** Ends the session that the token belongs to, whichever of its tokens it is. Nothing to end is fine. */
export async function signOut(sql: Sql, text: string | undefined): Promise<void> {
  const token = text === undefined ? undefined : readRefreshToken(text)
  if (!token) return
  await retryOnConnectionLoss(
    () => sql`
      update refresh_tokens set revoked_at = now()
      where family_id = ${token.familyId} and revoked_at is null`,
  )
}
