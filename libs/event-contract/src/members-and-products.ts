import * as z from 'zod'
import { envelope, Id } from './envelope.ts'
import { ImageUrl, MemberName, Name, OrderNumber } from './text-bounds.ts'

/**
 * A member as other systems may know them: no e-mail, no address.
 * `revision` grows with every change of the member, so that an older state never overwrites a newer one. Access tokens of a
 * generation before `tokenGeneration` are void.
 */
export const MemberState = z.object({
  id: Id,
  displayName: MemberName,
  role: z.enum(['BUYER', 'SELLER', 'ADMIN']),
  status: z.enum(['ACTIVE', 'SUSPENDED', 'WITHDRAWN']),
  tokenGeneration: z.int().nonnegative().default(0),
  revision: z.int().positive(),
})
export type MemberState = z.infer<typeof MemberState>

/** A product as other systems may know it. `price` in whole won; `revision` as for members. */
export const ProductState = z.object({
  id: Id,
  sellerId: Id,
  name: Name,
  price: z.int().nonnegative(),
  imageUrl: ImageUrl.nullable(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'REMOVED']),
  revision: z.int().positive(),
})
export type ProductState = z.infer<typeof ProductState>

/** A node of the category tree; chat groups use the same ids as interest tags. */
export const CategoryState = z.object({ id: Id, parentId: Id.nullable(), name: z.string().max(50) })
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
 * One seller's part of an order: the name of their first shoe and the number of their lines. `total` in whole won is the
 * order's; null when other sellers have a part in it. `revision` is the order's.
 */
export const OrderPart = z.object({
  id: Id,
  sellerId: Id,
  buyerId: Id,
  number: OrderNumber,
  title: Name,
  items: z.int().positive(),
  total: z.int().nonnegative().nullable(),
  status: z.enum(['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'EXPIRED']),
  revision: z.int().positive(),
})
export type OrderPart = z.infer<typeof OrderPart>

/**
 * One part of the response to `projection.requested`, and, with key `snapshot:categories` and an id of no request, the new
 * category tree after a change. Parts of one request share its id and its key
 * `snapshot:{requestId}`, are numbered from 1, and arrive in order; `last` marks the end. The numbers of rows are those that
 * a part has at most; its publisher also keeps its JSON below the broker's message size. `categories` is the whole tree, or
 * empty in a part without it; a tree never replaces one of a higher `categoriesRevision`.
 */
export const ProjectionSnapshot = envelope(
  'projection.snapshot',
  1,
  z.object({
    requestId: z.uuid(),
    part: z.int().positive(),
    last: z.boolean(),
    categories: z.array(CategoryState).max(500),
    categoriesRevision: z.int().nonnegative().default(0),
    members: z.array(MemberState).max(500),
    products: z.array(ProductState).max(500),
    orders: z.array(OrderPart).max(500).default([]),
  }),
)
export type ProjectionSnapshot = z.infer<typeof ProjectionSnapshot>

/** What commerce-api publishes for projections of its members and products. */
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
