import * as z from 'zod'

/**
 * A number in a path or a query, where it is text. Digits only: an empty `maxPrice=` is an error, not 0, and so are `1e3`
 * and `0x10`.
 */
export const Digits = z
  .string()
  .regex(/^\d{1,16}$/, 'must be a whole number')
  .transform(Number)
