import * as z from 'zod'

/** The number of an order, or what it begins with. */
export const OrderNumber = z
  .string()
  .trim()
  .toUpperCase()
  .pipe(z.string().regex(/^[0-9A-Z-]{1,64}$/, 'must be digits, letters and hyphens'))
