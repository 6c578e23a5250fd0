import type { Context } from '../../context.ts'

/** Deletes the gateway's lists that are older than GATEWAY_TRANSACTION_DAYS, at most a batch; resolves to how many rows. */
export async function deleteOldTransactions({ sql, config }: Context): Promise<number> {
  // Index gateway_transactions_day.
  const { count } = await sql`
    delete from gateway_transactions where transaction_key in (
      select transaction_key from gateway_transactions as old join compared_days using (day)
      where old.day < (now() at time zone 'Asia/Seoul')::date - ${config.GATEWAY_TRANSACTION_DAYS}::integer
        and step = 'DONE'
      order by old.day, transaction_key limit ${config.RETENTION_BATCH} for update of old skip locked)`
  return count
}
