import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/** Deletes tickets whose turn is over, a bounded number; answers how many. */
export async function forgetTickets({ sql, config }: Pick<Context, 'sql' | 'config'>): Promise<number> {
  // Index waiting_tickets_expiry.
  const [outcome] = await retryOnConnectionLoss(
    () => sql<[{ tickets: number }]>`
      with over as materialized (
        select resource, member_id from waiting_tickets
        where expires_at <= now() order by expires_at limit ${config.WAITING_TICKET_SWEEP_BATCH}
        for update skip locked
      ), gone as (
        delete from waiting_tickets using over
        where waiting_tickets.resource = over.resource and waiting_tickets.member_id = over.member_id
        returning over.member_id
      )
      select count(*) as tickets from gone`,
  )
  return outcome.tickets
}
