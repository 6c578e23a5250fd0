import { multiLine } from '@munova/text-contract'
import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { Amount, Id, Instant } from '../primitives.ts'

/** What the gateway did and the shop cannot settle by itself. `note` is what an administrator did about it. */
export const PaymentDifference = z.object({
  id: Id,
  /**
   * PART_REFUNDED: a part of a payment was refunded at the gateway, and it is unknown what for. REFUNDED_AFTER_SHIPPING: all of
   * it, and goods were sent before. UNKNOWN_PAYMENT: the shop does not know it. NOT_AT_GATEWAY: the gateway does not.
   * OTHER_PAYMENT: the gateway has another order or amount for it. OTHER_REFUND: more or less of it was given back there.
   * NOT_COMPARED: the gateway could not be asked about it, however often the comparison of its day tried.
   */
  kind: z.enum([
    'PART_REFUNDED',
    'REFUNDED_AFTER_SHIPPING',
    'UNKNOWN_PAYMENT',
    'NOT_AT_GATEWAY',
    'OTHER_PAYMENT',
    'OTHER_REFUND',
    'NOT_COMPARED',
  ]),
  paymentKey: z.string(),
  /** Of the gateway; empty when the difference is about the whole payment. */
  transactionKey: z.string(),
  orderId: Id.nullable(),
  amount: Amount,
  foundAt: Instant,
  resolvedAt: Instant.nullable(),
  note: z.string().nullable(),
})
export type PaymentDifference = z.infer<typeof PaymentDifference>

/** Oldest first. */
export const PaymentDifferencePage = page(PaymentDifference)
export type PaymentDifferencePage = z.infer<typeof PaymentDifferencePage>

export const PaymentDifferenceQuery = z.strictObject({
  /** By default those that are open. */
  resolved: z.enum(['true', 'false']).default('false'),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type PaymentDifferenceQuery = z.infer<typeof PaymentDifferenceQuery>

export const ResolveDifference = z.strictObject({ note: multiLine({ max: 500, trim: true }) })
export type ResolveDifference = z.infer<typeof ResolveDifference>
