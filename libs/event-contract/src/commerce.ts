import * as z from 'zod'
import { envelope, Id } from './envelope.ts'

/**
 * A member as other systems may know them: no e-mail, no address.
 * `revision` grows with every change of the member, so that an older state never overwrites a newer one.
 */
export const MemberState = z.object({
  id: Id,
  displayName: z.string(),
  role: z.enum(['BUYER', 'SELLER', 'ADMIN']),
  status: z.enum(['ACTIVE', 'WITHDRAWN']),
  revision: z.int().positive(),
})
export type MemberState = z.infer<typeof MemberState>

/** A product as other systems may know it. `price` in whole won; `revision` as for members. */
export const ProductState = z.object({
  id: Id,
  sellerId: Id,
  name: z.string(),
  price: z.int().nonnegative(),
  imageUrl: z.string().nullable(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'REMOVED']),
  revision: z.int().positive(),
})
export type ProductState = z.infer<typeof ProductState>

/** A node of the category tree; chat groups use the same ids as interest tags. */
export const CategoryState = z.object({ id: Id, parentId: Id.nullable(), name: z.string() })
export type CategoryState = z.infer<typeof CategoryState>

/** Key `member:{id}`. */
export const MemberRegistered = envelope('member.registered', 1, MemberState)
export const MemberUpdated = envelope('member.updated', 1, MemberState)
export const MemberWithdrawn = envelope('member.withdrawn', 1, MemberState)

/** Key `product:{id}`. */
export const ProductPublished = envelope('product.published', 1, ProductState)
export const ProductUpdated = envelope('product.updated', 1, ProductState)
export const ProductRemoved = envelope('product.removed', 1, ProductState)

/**
 * What one seller has to do with an order: the name of their first shoe and the number of their lines. `total` in whole
 * won is the order's; null when other sellers have a part in it. `revision` is the order's.
 */
export const OrderPart = z.object({
  id: Id,
  sellerId: Id,
  buyerId: Id,
  number: z.string(),
  title: z.string(),
  items: z.int().positive(),
  total: z.int().nonnegative().nullable(),
  status: z.enum(['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'EXPIRED']),
  revision: z.int().positive(),
})
export type OrderPart = z.infer<typeof OrderPart>

/** How many items one part of a snapshot may hold; keeps a part far below the broker's message size. */
export const snapshotPartItems = 500

/**
 * One part of the answer to `projection.requested`. Parts of one request share its id and its key `snapshot:{requestId}`,
 * are numbered from 1, and arrive in order; `last` marks the end.
 */
export const ProjectionSnapshot = envelope(
  'projection.snapshot',
  1,
  z.object({
    requestId: z.uuid(),
    part: z.int().positive(),
    last: z.boolean(),
    categories: z.array(CategoryState).max(snapshotPartItems),
    members: z.array(MemberState).max(snapshotPartItems),
    products: z.array(ProductState).max(snapshotPartItems),
    orders: z.array(OrderPart).max(snapshotPartItems).default([]),
  }),
)
export type ProjectionSnapshot = z.infer<typeof ProjectionSnapshot>

/** What commerce-api publishes for copies of its members and products. */
export const CommerceEvent = z.discriminatedUnion('type', [
  MemberRegistered,
  MemberUpdated,
  MemberWithdrawn,
  ProductPublished,
  ProductUpdated,
  ProductRemoved,
  ProjectionSnapshot,
])
export type CommerceEvent = z.infer<typeof CommerceEvent>
