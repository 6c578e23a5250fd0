import type { Metrics } from '@munova/service'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../context.ts'
import { announceHolds } from './announce.ts'
import { expireHolds } from './expire.ts'

/** The job of restock lines: ends holds, tells whose turn it is, and counts. Resolves to `more` when there may be more to do. */
export function restockJob(context: Context, metrics: Pick<Metrics, 'counter' | 'gauge'>) {
  const expired = metrics.counter('restock_expired_total', 'Holds of restock lines that ended unused')
  const told = metrics.counter('restock_told_total', 'Holds of restock lines that members were told of')
  const open = metrics.gauge('restock_places', 'Places in restock lines', { labelNames: ['state'] })
  return async (): Promise<'more' | undefined> => {
    const { due, ended } = await expireHolds(context)
    expired.inc(ended)
    const announced = await announceHolds(context)
    told.inc(announced)
    const counts = await countPlaces(context)
    open.set({ state: 'waiting' }, counts.waiting)
    open.set({ state: 'held' }, counts.held)
    return Math.max(due, announced) >= context.config.RESTOCK_BATCH ? 'more' : undefined
  }
}

async function countPlaces({ sql }: Context): Promise<{ waiting: number; held: number }> {
  // Indexes restock_places_line and restock_places_due, only.
  const [counts] = await retryOnConnectionLoss(
    () => sql<[{ waiting: number; held: number }]>`
      select (select count(*) from restock_places where state = 'WAITING') as waiting,
        (select count(*) from restock_places where state = 'HELD') as held`,
  )
  return counts
}
