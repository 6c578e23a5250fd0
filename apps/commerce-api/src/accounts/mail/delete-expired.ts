import type { Context } from '../../context.ts'

/** Deletes tokens that have expired, and mails that were parked long ago; resolves to `more` when there may be more. */
export async function deleteExpiredMails({
  sql,
  config,
}: Pick<Context, 'sql' | 'config'>): Promise<'more' | undefined> {
  // Index mailed_tokens_expiry.
  const { count } = await sql`
    delete from mailed_tokens where token_hash in (
      select token_hash from mailed_tokens where expires_at < now() order by expires_at
      limit ${config.MAIL_SWEEP_BATCH} for update skip locked)`
  // Index mails_parked_at.
  const { count: mails } = await sql`
    delete from mails where id in (
      select id from mails where parked_at < now() - ${config.MAIL_RETENTION_MS} * interval '1 millisecond'
      order by parked_at limit ${config.MAIL_SWEEP_BATCH} for update skip locked)`
  return count === config.MAIL_SWEEP_BATCH || mails === config.MAIL_SWEEP_BATCH ? 'more' : undefined
}
