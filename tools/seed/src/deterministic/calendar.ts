/** The nominal time of seeding. Fixed, so that the same seed gives the same data. */
const seededAt = new Date('2026-11-01T00:00:00.000Z')

const MINUTE_MS = 60_000

export function minutesBefore(minutes: number): Date {
  return new Date(seededAt.getTime() - minutes * MINUTE_MS)
}

export function minutesAfter(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * MINUTE_MS)
}
