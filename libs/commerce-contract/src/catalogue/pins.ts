import * as z from 'zod'
import { CategoryId, Digits, Id, Instant, Moment } from '../primitives.ts'

/** Pins of a list at most. */
export const PINS = 8

/** A product that comes first in a list from `startsAt` until before `endsAt`. */
export const Pin = z
  .strictObject({ productId: Id, startsAt: Moment, endsAt: Moment })
  .refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    error: 'must be after startsAt',
    path: ['endsAt'],
  })
export type Pin = z.infer<typeof Pin>

/**
 * SHOWN: it comes first now. Within its period SOLD_OUT takes its usual place until a pair is back, and NOT_LISTED is not on sale or
 * has moved to another category.
 */
export const PinState = z.enum(['SHOWN', 'PLANNED', 'ENDED', 'SOLD_OUT', 'NOT_LISTED'])
export type PinState = z.infer<typeof PinState>

/** A pin as administrators see it. */
export const AdminPin = z.object({
  productId: Id,
  productName: z.string(),
  brandName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  state: PinState,
})
export type AdminPin = z.infer<typeof AdminPin>

/** A revision of the pins of a list; 0 where it never had any. */
const PinRevision = z.int().min(0).max(2_147_483_647)

/** The pins of the list of a category, or of all products (`categoryId` null), in their order. */
export const PinList = z.object({
  categoryId: Id.nullable(),
  revision: PinRevision,
  items: z.array(AdminPin),
})
export type PinList = z.infer<typeof PinList>

/** Without a category: the list of all products. */
export const PinQuery = z.strictObject({ category: Digits.pipe(CategoryId).optional() })
export type PinQuery = z.infer<typeof PinQuery>

/** All pins of a list, in their order. Those that the list has may stay as they are; the others must be in the list now. */
export const SetPins = z.strictObject({
  categoryId: CategoryId.nullable(),
  expectedRevision: PinRevision,
  pins: z
    .array(Pin)
    .max(PINS)
    .refine((pins) => new Set(pins.map(({ productId }) => productId)).size === pins.length, {
      error: 'must not repeat a product',
    }),
})
export type SetPins = z.infer<typeof SetPins>
