import { z } from 'zod'

/* The kinds of numbers that settings are. */

export const port = z.coerce.number().int().min(0).max(65_535)
export const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
export const milliseconds = count
export const millisecondsOrNone = (fallback: number) =>
  z.coerce.number().int().nonnegative().default(fallback)
export const seconds = count
export const days = count
/** A period that the law requires: it can be set to a longer one only. */
export const lawful = (minimum: number) => z.coerce.number().int().min(minimum).default(minimum)
