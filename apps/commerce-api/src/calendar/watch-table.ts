import type { Log, Metrics } from '@munova/service'
import { dayOf } from './day.ts'
import { lastKnownHoliday } from './holidays.ts'

/** So many days before its end the table of holidays should have another year: the longest period is three months. */
const WARN_DAYS = 180

/** Watches how long the table of holidays lasts; after it only weekends and holidays of a fixed date move deadlines. */
export function holidayTableWatch(log: Pick<Log, 'warn'>, metrics: Pick<Metrics, 'gauge'>) {
  const left = metrics.gauge('holidays_known_days', 'Days until the table of public holidays ends')
  return (now = new Date()): void => {
    const days = lastKnownHoliday - dayOf(now)
    left.set(days)
    if (days < WARN_DAYS) log.warn({ days }, 'the table of public holidays ends soon: calendar/holidays.ts')
  }
}
