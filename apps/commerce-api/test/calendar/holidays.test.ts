import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '@munova/service'
import { dayOf, isoDate, isWeekend, type Day } from '../../src/calendar/day.ts'
import { isHoliday, lastKnownHoliday } from '../../src/calendar/holidays.ts'
import { holidayTableWatch } from '../../src/calendar/watch-table.ts'
import { isWorkingDay, workingDaysAfter } from '../../src/calendar/working-day.ts'

const day = (date: string): Day => dayOf(new Date(`${date}T00:00:00+09:00`))
const lunisolar = new Intl.DateTimeFormat('en-u-ca-dangi', {
  timeZone: 'Asia/Seoul',
  month: 'numeric',
  day: 'numeric',
})
const daysOf = (year: number) =>
  Array.from({ length: 366 }, (_, index) => day(`${year}-01-01`) + index).filter((each) =>
    isoDate(each).startsWith(`${year}`),
  )
/** Month and day of Korea's lunisolar calendar. */
const lunar = (each: Day) => lunisolar.format(new Date(`${isoDate(each)}T12:00:00+09:00`))

/** What is not derived: days that the government declared, and elections. */
const declared = ['2025-01-27', '2025-06-03', '2026-06-03', '2028-04-12'].map(day)

const around = (middle: Day) => [middle - 1, middle, middle + 1]
const isSunday = (each: Day) => isWeekend(each) && isWeekend(each - 1)

/** The holidays of a year by the rules of the regulation. */
function derived(year: number): Set<Day> {
  const on = (date: string) => day(`${year}-${date}`)
  const byMoon = (date: string) => daysOf(year).find((each) => lunar(each) === date)!
  const seasons = [...around(byMoon('1/1')), ...around(byMoon('8/15'))]
  const isNew = year >= 2026
  const substituted = [
    ...['03-01', '05-05', '08-15', '10-03', '10-09', '12-25', ...(isNew ? ['05-01', '07-17'] : [])].map(on),
    byMoon('4/8'),
  ]
  const days = [on('01-01'), on('06-06'), ...substituted, ...seasons]
  const all = new Set(days)
  const addNext = (from: Day) => {
    let next = from + 1
    while (isWeekend(next) || all.has(next)) next++
    all.add(next)
  }
  const isDoubled = (each: Day) => days.filter((other) => other === each).length > 1
  for (const season of [seasons.slice(0, 3), seasons.slice(3)])
    if (season.some((each) => isSunday(each) || isDoubled(each))) addNext(season.at(-1)!)
  const single = substituted.filter((each) => isWeekend(each) || (isDoubled(each) && !seasons.includes(each)))
  for (const each of new Set(single)) addNext(each)
  for (const each of declared) if (isoDate(each).startsWith(`${year}`)) all.add(each)
  return all
}

test('the table of holidays is what the rules and the lunisolar calendar give', (t) => {
  const years = Array.from({ length: 5 }, (_, index) => 2025 + index)
  for (const year of years) {
    const listed = daysOf(year).filter(isHoliday).map(isoDate)
    assert.deepEqual(listed, [...derived(year)].toSorted((a, b) => a - b).map(isoDate), `${year}`)
  }
  assert.equal(isoDate(lastKnownHoliday), `${years.at(-1)}-12-31`)
  t.diagnostic(`${years.length} years`)
})

test('after its end the fixed dates and weekends are known', () => {
  assert.ok(isHoliday(day('2040-03-01')) && isHoliday(day('2040-12-25')))
  assert.ok(isWorkingDay(day('2040-03-02')) && !isWorkingDay(day('2040-03-03')))
})

test('working days skip weekends and holidays', () => {
  // Thursday before Chuseok, which is followed by a weekend.
  assert.equal(isoDate(workingDaysAfter(day('2026-09-23'), 1)), '2026-09-28')
  assert.equal(isoDate(workingDaysAfter(day('2026-09-23'), 3)), '2026-09-30')
  assert.equal(isoDate(workingDaysAfter(day('2026-11-27'), 1)), '2026-11-30')
})

test('operators are told when the table ends soon', async (t) => {
  const metrics = createMetrics('commerce')
  t.after(() => metrics.close())
  const warnings: object[] = []
  const watch = holidayTableWatch({ warn: (about: object) => void warnings.push(about) }, metrics)
  watch(new Date('2026-11-28T00:00:00Z'))
  assert.deepEqual(warnings, [])
  watch(new Date('2029-12-01T00:00:00Z'))
  assert.deepEqual(warnings, [{ days: 30 }])
})
