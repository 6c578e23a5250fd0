const DAY_MS = 86_400_000

/** When a day of a form begins in Korea, or that so many days later; undefined for anything that is no day. */
export function koreanDay(day: string, later = 0): string | undefined {
  const begins = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00+09:00`) : Number.NaN
  return Number.isNaN(begins) ? undefined : new Date(begins + later * DAY_MS).toISOString()
}

/** The instant that a form's field of day and time means in Korea; the text itself when it is none. */
export function koreanInstant(dayAndTime: string): string {
  const at = Date.parse(`${dayAndTime}+09:00`)
  return Number.isNaN(at) ? dayAndTime : new Date(at).toISOString()
}
