import * as z from 'zod'

/** Member, product, brand, category, SKU and room ids: positive integers that JSON numbers represent exactly. */
export const Id = z.int().positive()

/** An instant as ISO 8601 in UTC, e.g. `2026-11-23T05:00:00.000Z`. */
export const Instant = z.iso.datetime()

/**
 * The envelope of every event.
 *
 * Delivery is at least once; consumers recognise a repeated event by `id`. Events with the same `key` arrive in the order
 * in which their changes were committed. Consumers ignore unknown fields, so that a producer may add some;
 * a change that old consumers cannot read gets a new `version`.
 */
export function envelope<Type extends string, Data extends z.ZodType>(
  type: Type,
  version: number,
  data: Data,
) {
  return z.object({
    id: z.uuid(),
    type: z.literal(type),
    version: z.literal(version),
    occurredAt: Instant,
    key: z.string().min(1).max(200),
    data,
  })
}
