import type { Context } from '../context.ts'

/** Deletes expired Idempotency-Keys, at most a batch; resolves to how many. */
export async function deleteExpiredKeys({ sql, config }: Context): Promise<number> {
  // Index idempotency_keys_expiry.
  const deleted = await sql`
    delete from idempotency_keys where (member_id, key) in (
      select member_id, key from idempotency_keys where expires_at <= now()
      order by expires_at limit ${config.RECONCILE_BATCH} for update skip locked
    ) returning key`
  return deleted.length
}
