import * as z from 'zod'
import { Cursor, Limit, page } from './page.ts'
import { Id, Instant, Moment, PathId } from './primitives.ts'

/** What was done. `member.read`: the personal data of a member was looked at. */
export const AuditAction = z.enum([
  'administrator.create',
  'member.read',
  'member.role',
  'member.suspend',
  'member.reinstate',
  'business.set',
  'brand.create',
  'brand.change',
  'category.create',
  'category.change',
  'category.remove',
  'product.edit',
  'product.publish',
  'product.unpublish',
  'product.remove',
  'product.color',
  'product.size',
  'campaign.create',
  'waiting-room.set',
  'product.price',
  'product.sale',
  'product.purchase-limit',
  'product.sale-end',
  'product.import',
  'product.import-undo',
  'shipping-policy.set',
  'order.ship',
  'shipment.correct',
  'order.cancel',
  'order.refund',
  'order.refund-account',
  'order.extend',
  'shipment.deliver',
  'return.accept',
  'return.reject',
  'return.extend',
  'payment-difference.resolve',
  'review.answer',
  'review.hide',
  'review.show',
  'banner.create',
  'banner.change',
  'banner.end',
  'pins.set',
])
export type AuditAction = z.infer<typeof AuditAction>

/** The kind of thing that it was done to; a waiting room is named by what it admits to. */
export const AuditThing = z.enum([
  'member',
  'brand',
  'category',
  'coupon-campaign',
  'product',
  'product-import',
  'order',
  'shipment',
  'return',
  'payment-difference',
  'review',
  'banner',
  'pin-list',
])
export type AuditThing = z.infer<typeof AuditThing>

/**
 * One act of an administrator, or of a seller on an order of others or on what is on sale. An act without effect, such as a repeated one, has no
 * entry. Entries are never changed or deleted, and contain no personal data.
 */
export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  /** Null: an operator at the command line. */
  actorId: Id.nullable(),
  action: AuditAction,
  thing: AuditThing,
  thingId: Id,
  /** Depends on the action, such as `from` and `to` of a role. */
  details: z.record(z.string(), z.unknown()),
  /** The `requestId` of the logs. Null: no request. */
  requestId: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** Newest first. */
export const AuditLogPage = page(AuditEntry)
export type AuditLogPage = z.infer<typeof AuditLogPage>

/** `from` is included, `until` is not. */
export const AuditLogQuery = z
  .strictObject({
    actorId: PathId.optional(),
    action: AuditAction.optional(),
    thing: AuditThing.optional(),
    thingId: PathId.optional(),
    from: Moment.optional(),
    until: Moment.optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .refine(({ thing, thingId }) => thingId === undefined || thing !== undefined, {
    error: 'requires thing',
    path: ['thingId'],
  })
export type AuditLogQuery = z.infer<typeof AuditLogQuery>
