import { isWeekend, type Day } from './day.ts'
import { isHoliday } from './holidays.ts'

/** Neither a Saturday nor a Sunday nor a public holiday. */
export const isWorkingDay = (day: Day): boolean => !isWeekend(day) && !isHoliday(day)

/**
 * The day, or the next working day when it is none: a period that would end on a Saturday, a Sunday or a public holiday
 * ends with the day after it (Civil Act, article 161).
 */
export function workingDayFrom(day: Day): Day {
  return isWorkingDay(day) ? day : workingDayFrom(day + 1)
}

/** The working day that is so many working days after `day`, which does not count itself. */
export function workingDaysAfter(day: Day, count: number): Day {
  return count === 0 ? day : workingDaysAfter(workingDayFrom(day + 1), count - 1)
}
