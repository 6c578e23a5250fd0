import * as z from 'zod'
import { Digits } from './primitives.ts'

/** How many items a list answers: 1 to 100, 20 when absent. */
export const Limit = Digits.pipe(z.int().min(1).max(100)).default(20)

/** An opaque place in a list, taken from the `nextCursor` of the page before. */
export const Cursor = z.string().min(1).max(500)

export const PageQuery = z.strictObject({ cursor: Cursor.optional(), limit: Limit })
export type PageQuery = z.infer<typeof PageQuery>

/** What every list answers. `nextCursor` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: Cursor.nullable() })
}
