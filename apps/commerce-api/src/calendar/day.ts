const DAY_MS = 24 * 60 * 60_000
/** Korea is nine hours ahead of UTC and has had no summer time since 1988. */
const KOREA_MS = 9 * 60 * 60_000

/** A day of Korea's calendar, as the number of days since 1970-01-01. */
export type Day = number

/** The day in Korea at this instant. */
export const dayOf = (instant: Date): Day => Math.floor((instant.getTime() + KOREA_MS) / DAY_MS)

/** The last millisecond of the day in Korea. */
export const endOf = (day: Day): Date => new Date((day + 1) * DAY_MS - KOREA_MS - 1)

/** The day that is written as `2026-11-28`. */
export const dayOfDate = (date: string): Day => Date.parse(`${date}T00:00:00Z`) / DAY_MS

/** As `2026-11-28`. */
export const isoDate = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

export function isWeekend(day: Day): boolean {
  const weekday = new Date(day * DAY_MS).getUTCDay()
  return weekday === 0 || weekday === 6
}

/**
 * The last day of a period of whole months whose first day is the one after `day` (Civil Act, articles 157 and 160): the
 * day before the same date of the last month, or the end of that month where it has no such date.
 */
export function lastDayOfMonths(day: Day, months: number): Day {
  const first = new Date((day + 1) * DAY_MS)
  const [year, month, date] = [first.getUTCFullYear(), first.getUTCMonth() + months, first.getUTCDate()]
  const daysOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(date - 1, daysOfMonth)) / DAY_MS
}
