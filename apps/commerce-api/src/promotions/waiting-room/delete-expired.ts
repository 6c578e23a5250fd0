import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/** Deletes expired tickets, at most WAITING_TICKET_SWEEP_BATCH of them. Resolves to how many it deleted. */
export async function deleteExpiredTickets({
  sql,
  config,
}: Pick<Context, 'sql' | 'config'>): Promise<number> {
  // Index waiting_tickets_expiry.
  const [result] = await retryOnConnectionLoss(
    () => sql<[{ tickets: number }]>`
      with expired as materialized (
        select resource, member_id from waiting_tickets
        where expires_at <= now() order by expires_at limit ${config.WAITING_TICKET_SWEEP_BATCH}
        for update skip locked
      ), deleted as (
        delete from waiting_tickets using expired
        where waiting_tickets.resource = expired.resource and waiting_tickets.member_id = expired.member_id
        returning expired.member_id
      )
      select count(*) as tickets from deleted`,
  )
  return result.tickets
}
