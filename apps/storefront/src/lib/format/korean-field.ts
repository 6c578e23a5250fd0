const SEOUL_MS = 9 * 3_600_000

/** An instant as a form's field of day and time holds it, in Korea: `2026-11-28T14:05`. */
export const koreanField = (instant: string): string =>
  new Date(Date.parse(instant) + SEOUL_MS).toISOString().slice(0, 16)
