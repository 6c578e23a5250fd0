import * as z from 'zod'
import { Digits } from './primitives.ts'

/** Items of one page: 1 to 100, 20 when absent. */
export const Limit = Digits.pipe(z.int().min(1).max(100)).default(20)

/** An opaque position in a list: the `nextCursor` of the previous page. */
export const Cursor = z.string().min(1).max(500)

export const PageQuery = z.strictObject({ cursor: Cursor.optional(), limit: Limit })
export type PageQuery = z.infer<typeof PageQuery>

/** A page of a list. `nextCursor` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: Cursor.nullable() })
}
