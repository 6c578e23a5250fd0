import { dayOf, isoDate, type Day } from './day.ts'

/**
 * Public holidays by year, as month and day: the Public Holidays Act (공휴일에 관한 법률) and the regulation on holidays of
 * public offices (관공서의 공휴일에 관한 규정), with substitute holidays, elections that are fixed by law, and days that
 * the government declared. Labour Day and Constitution Day are among them since 2026. A test derives them from the rules
 * and the lunisolar calendar. When the government declares a further day, or before the last year begins, add it here.
 */
const holidays: Readonly<Record<number, string>> = {
  2025: `01-01 01-27 01-28 01-29 01-30 03-01 03-03 05-05 05-06 06-03 06-06 08-15 10-03 10-05 10-06 10-07 10-08 10-09
    12-25`,
  2026: `01-01 02-16 02-17 02-18 03-01 03-02 05-01 05-05 05-24 05-25 06-03 06-06 07-17 08-15 08-17 09-24 09-25 09-26
    10-03 10-05 10-09 12-25`,
  2027: `01-01 02-06 02-07 02-08 02-09 03-01 05-01 05-03 05-05 05-13 06-06 07-17 07-19 08-15 08-16 09-14 09-15 09-16
    10-03 10-04 10-09 10-11 12-25 12-27`,
  2028: `01-01 01-26 01-27 01-28 03-01 04-12 05-01 05-02 05-05 06-06 07-17 08-15 10-02 10-03 10-04 10-05 10-09 12-25`,
  2029: `01-01 02-12 02-13 02-14 03-01 05-01 05-05 05-07 05-20 05-21 06-06 07-17 08-15 09-21 09-22 09-23 09-24 10-03
    10-09 12-25`,
}

/** Holidays with the same date in each year. In years that the table does not have these are all that is known. */
const fixedDates = ['01-01', '03-01', '05-01', '05-05', '06-06', '07-17', '08-15', '10-03', '10-09', '12-25']

const years = new Map(
  Object.entries(holidays).map(([year, dates]) => [Number(year), new Set(dates.split(/\s+/))] as const),
)
const known = new Set(fixedDates)

/** The last day of the table. */
export const lastKnownHoliday: Day = dayOf(new Date(`${Math.max(...years.keys())}-12-31T00:00:00+09:00`))

export function isHoliday(day: Day): boolean {
  const date = isoDate(day)
  return (years.get(Number(date.slice(0, 4))) ?? known).has(date.slice(5))
}
