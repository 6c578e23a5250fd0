import { Digits } from '@munova/text-contract'
import * as z from 'zod'

export { Digits }

/** Member, product, brand, category, colour and SKU ids: positive integers that JSON numbers represent exactly. */
export const Id = z.int().positive()

export const PathId = Digits.pipe(Id)

/** Categories are numbered by the database's `integer`, which has 32 bits. */
export const CategoryId = Id.max(2_147_483_647)

/** A revision of a product, an `integer` of the database. */
export const Revision = z.int().positive().max(2_147_483_647)

export const IdPath = z.strictObject({ id: PathId })

/** An instant as ISO 8601 in UTC with milliseconds, e.g. `2026-11-23T05:00:00.000Z`. */
export const Instant = z.iso.datetime()

/**
 * An instant that a client sends, with any offset: `2026-11-23T14:00:00+09:00`. It is kept and returned in UTC. From 1970 to
 * 9999, which JavaScript, PostgreSQL and ISO 8601 write alike.
 */
export const Moment = z.iso
  .datetime({
    offset: true,
    error: 'must be a date and time with an offset, such as 2026-11-23T14:00:00+09:00',
  })
  .transform((text) => new Date(text))
  .refine((at) => at.getTime() >= 0 && at.getUTCFullYear() <= 9_999, 'must be in the years 1970 to 9999')
  .transform((at) => at.toISOString())

/** Whole won. The maximum keeps every sum of an order well within the integers that JSON numbers represent exactly. */
export const Won = z.int().min(0).max(100_000_000)

/** Sums of an order: at most 100 lines of 20 pairs at the highest price. */
export const Amount = z.int().min(0).max(200_000_000_000)
