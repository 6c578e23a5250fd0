import type { Context } from '../../context.ts'

/** Deletes counts whose window has ended; resolves to `more` when there may be more of them. */
export async function deleteExpiredAttempts({
  sql,
  config,
}: Pick<Context, 'sql' | 'config'>): Promise<'more' | undefined> {
  // Index attempts_end.
  const { count } = await sql`
    delete from attempts where key in (
      select key from attempts where ends_at < now() order by ends_at
      limit ${config.ATTEMPTS_SWEEP_BATCH} for update skip locked)`
  return count === config.ATTEMPTS_SWEEP_BATCH ? 'more' : undefined
}
