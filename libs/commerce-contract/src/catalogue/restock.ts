import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { Id, Instant, PathId } from '../primitives.ts'

/**
 * WAITING: in line. HELD: a pair is held until `heldUntil`, for this member only. BOUGHT: ordered from that. EXPIRED: the hold ended unused, or the
 * size is no longer sold. LEFT: the member left the line.
 */
export const RestockState = z.enum(['WAITING', 'HELD', 'BOUGHT', 'EXPIRED', 'LEFT'])
export type RestockState = z.infer<typeof RestockState>

/** A member's place in the restock line of a size. `position` is 1 for who is next, and null unless WAITING. */
export const RestockPlace = z.object({
  id: Id,
  skuId: Id,
  productId: Id,
  productName: z.string(),
  colorName: z.string(),
  sizeMm: z.int(),
  imageUrl: z.string().nullable(),
  onSale: z.boolean(),
  state: RestockState,
  position: z.int().positive().nullable(),
  joinedAt: Instant,
  heldUntil: Instant.nullable(),
})
export type RestockPlace = z.infer<typeof RestockPlace>

/** Newest first. */
export const RestockPlacePage = page(RestockPlace)
export type RestockPlacePage = z.infer<typeof RestockPlacePage>

export const RestockPlaceQuery = z.strictObject({
  product: PathId.optional(),
  open: z.stringbool().optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type RestockPlaceQuery = z.infer<typeof RestockPlaceQuery>

export const RestockPath = z.strictObject({ skuId: PathId })
