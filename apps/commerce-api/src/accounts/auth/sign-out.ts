import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { parseRefreshToken } from '../sessions/refresh-token.ts'

/** Revokes the session of a refresh token, also when it is an earlier one of that session. Without one it does nothing. */
export async function signOut(sql: Sql, text: string | undefined): Promise<void> {
  const token = text === undefined ? undefined : parseRefreshToken(text)
  if (!token) return
  await retryOnConnectionLoss(
    () => sql`
      update refresh_tokens set revoked_at = now()
      where family_id = ${token.familyId} and revoked_at is null`,
  )
}
