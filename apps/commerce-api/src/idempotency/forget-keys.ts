import type { Context } from '../context.ts'

/** Deletes Idempotency-Keys that are kept no longer, a bounded number; answers how many. */
export async function forgetKeys({ sql, config }: Context): Promise<number> {
  // Index idempotency_keys_expiry.
  const forgotten = await sql`
    delete from idempotency_keys where (member_id, key) in (
      select member_id, key from idempotency_keys where expires_at <= now()
      order by expires_at limit ${config.RECONCILE_BATCH} for update skip locked
    ) returning key`
  return forgotten.length
}
