import type { Metrics } from '@munova/service'
import { deleteOldBusinesses } from '../accounts/businesses/delete-old.ts'
import { deleteExpiredSessions } from '../accounts/sessions/delete-expired.ts'
import type { Context } from '../context.ts'
import { deleteOldNotifications } from '../notifications/delete-old.ts'
import { deleteOldInterests } from '../recommendations/delete-old.ts'
import { deleteOldPlaces } from '../restock/delete-old.ts'
import { blankOldOrders } from '../orders/retention/blank-orders.ts'
import { deleteOldTransactions } from '../payments/comparison/delete-old.ts'

const kinds: readonly { what: string; run: (context: Context) => Promise<number> }[] = [
  { what: 'orders', run: blankOldOrders },
  { what: 'notifications', run: deleteOldNotifications },
  { what: 'sessions', run: deleteExpiredSessions },
  { what: 'businesses', run: deleteOldBusinesses },
  { what: 'restock-places', run: deleteOldPlaces },
  { what: 'interests', run: deleteOldInterests },
  { what: 'gateway-transactions', run: deleteOldTransactions },
]

/** What is kept only as long as docs/operations.md says. A failure of one kind does not affect the others. */
export function retentionJob(context: Context, metrics: Pick<Metrics, 'counter'>) {
  const ended = metrics.counter('retention_ended_total', 'Rows that were deleted or blanked', ['what'])
  const failed = metrics.counter('retention_failed_total', 'Runs that failed and are repeated', ['what'])
  return async (): Promise<'more' | undefined> => {
    let isMore = false
    for (const { what, run } of kinds) {
      try {
        const rows = await run(context)
        ended.inc({ what }, rows)
        isMore ||= rows >= context.config.RETENTION_BATCH
      } catch (error) {
        failed.inc({ what })
        context.log.warn({ err: error, what }, 'retention failed; the next run repeats it')
      }
    }
    return isMore ? 'more' : undefined
  }
}
