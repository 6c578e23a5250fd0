import * as z from 'zod'
import { AuditAction } from '../audit-log.ts'
import { Amount, Id, Instant } from '../primitives.ts'
import { Order } from './orders.ts'

export const OrderHappening = z.enum([
  'PLACED',
  'PAYMENT_REQUESTED',
  'PAYMENT_CAPTURED',
  'ITEM_CANCELLED',
  'ITEM_CONFIRMED',
  'ITEM_REFUNDED',
  'CANCELLED',
  'EXPIRED',
  'SHIPPED',
  'DELIVERED',
  'RETURN_REQUESTED',
  'RETURN_ACCEPTED',
  'RETURN_REJECTED',
  'RETURN_CLOSED',
  'REFUND_REQUESTED',
  'REFUND_DONE',
  'AUDITED',
])
export type OrderHappening = z.infer<typeof OrderHappening>

/**
 * Something that happened to an order. `id` is that of the payment, item, shipment, return, refund or audit entry; null for
 * the order itself. What nobody's audit entry accompanies was done by the buyer or the clock.
 */
export const OrderHistoryEntry = z.object({
  at: Instant,
  what: OrderHappening,
  id: Id.nullable(),
  amount: Amount.nullable(),
  /** Pairs. */
  quantity: z.int().positive().nullable(),
  /** Of an audit entry. */
  action: AuditAction.nullable(),
  actorId: Id.nullable(),
})
export type OrderHistoryEntry = z.infer<typeof OrderHistoryEntry>

/** Any order as an administrator sees it. `history` is in the order of time. */
export const AdminOrder = z.object({
  ...Order.shape,
  memberId: Id,
  history: z.array(OrderHistoryEntry),
})
export type AdminOrder = z.infer<typeof AdminOrder>
