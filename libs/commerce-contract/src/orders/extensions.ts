import * as z from 'zod'
import { Id, Instant } from '../primitives.ts'

/** PostgreSQL has no year 0. */
const Until = Instant.refine((text) => Date.parse(text) >= 0, 'must not be before 1970')

/**
 * More time for an order. An unpaid one reserves its stock until then; the delivered items of a paid one, or those of
 * `itemIds`, can be returned until then, and their purchase is not confirmed automatically.
 */
export const ExtendOrder = z.strictObject({
  until: Until,
  itemIds: z.array(Id).min(1).max(200).optional(),
})
export type ExtendOrder = z.infer<typeof ExtendOrder>

/** More time for the seller to answer a return. */
export const ExtendReturn = z.strictObject({ until: Until })
export type ExtendReturn = z.infer<typeof ExtendReturn>
