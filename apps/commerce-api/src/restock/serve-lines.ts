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
    const { waiting, held, isDue, isUntold } = await lookAtPlaces(context)
    open.set({ state: 'waiting' }, waiting)
    open.set({ state: 'held' }, held)
    const { due, ended } = isDue ? await expireHolds(context) : { due: 0, ended: 0 }
    expired.inc(ended)
    // Also of the pairs that have just gone on.
    const announced = isUntold || ended > 0 ? await announceHolds(context) : 0
    told.inc(announced)
    return Math.max(due, announced) >= context.config.RESTOCK_BATCH ? 'more' : undefined
  }
}

interface Look {
  waiting: number
  held: number
  isDue: boolean
  isUntold: boolean
}

/** Most runs end here: they read indexes of one table, and lock nothing. */
async function lookAtPlaces({ sql }: Context): Promise<Look> {
  // Indexes restock_places_line, restock_places_due and restock_places_untold.
  const [look] = await retryOnConnectionLoss(
    () => sql<[Look]>`
      select (select count(*) from restock_places where state = 'WAITING') as waiting,
        (select count(*) from restock_places where state = 'HELD') as held,
        exists (select from restock_places where state = 'HELD' and held_until <= clock_timestamp()) as "isDue",
        exists (select from restock_places where state = 'HELD' and announced_at is null) as "isUntold"`,
  )
  return look
}
