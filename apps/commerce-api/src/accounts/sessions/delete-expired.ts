import type { Context } from '../../context.ts'

/** Deletes sessions whose last refresh token has expired, at most a batch; resolves to how many. */
export async function deleteExpiredSessions({ sql, config }: Context): Promise<number> {
  // Index refresh_tokens_expiry.
  const { count } = await sql`
    delete from refresh_tokens where family_id in (
      select family_id from refresh_tokens where expires_at < now()
      order by expires_at limit ${config.RETENTION_BATCH} for update skip locked)`
  return count
}
