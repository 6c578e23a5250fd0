import * as z from 'zod'

/** Member, product, brand, category, colour and SKU ids: positive integers that JSON numbers represent exactly. */
export const Id = z.int().positive()

/** A number in a path or a query, where it is text. Digits only: an empty `maxPrice=` is an error, not 0. */
export const Digits = z
  .string()
  .regex(/^\d{1,16}$/, 'must be a whole number')
  .transform(Number)

export const PathId = Digits.pipe(Id)

export const IdPath = z.strictObject({ id: PathId })

/** An instant as ISO 8601 in UTC with milliseconds, e.g. `2026-11-23T05:00:00.000Z`. */
export const Instant = z.iso.datetime()

/** An instant in a query. PostgreSQL has no year 0. */
export const Moment = Instant.refine((text) => Date.parse(text) >= 0, 'must not be before 1970')

/** Whole won. The maximum keeps every sum of an order well within the integers that JSON numbers represent exactly. */
export const Won = z.int().min(0).max(100_000_000)

/** Sums of an order: at most 100 lines of 20 pairs at the highest price. */
export const Amount = z.int().min(0).max(200_000_000_000)
