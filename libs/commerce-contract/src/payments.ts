import * as z from 'zod'
import { Amount, Id, Instant, PlainText, StorableText } from './primitives.ts'

export const PaymentStatus = z.enum([
  'CONFIRMING',
  'WAITING_FOR_DEPOSIT',
  'DONE',
  'PARTIAL_CANCELED',
  'CANCELED',
  'FAILED',
])
export type PaymentStatus = z.infer<typeof PaymentStatus>

export const PaymentKey = z.string().regex(/^[\w.:=-]{1,200}$/, 'must be a key that the gateway gave')

/** What the gateway handed to the buyer's browser. `orderId` is the order's number. */
export const ConfirmPayment = z.strictObject({
  paymentKey: PaymentKey,
  orderId: z.string().regex(/^[\w=-]{6,64}$/, 'must be the number of an order'),
  amount: Amount,
})
export type ConfirmPayment = z.infer<typeof ConfirmPayment>

/** Where the buyer has to transfer the money to, and until when. */
export const DepositAccount = z.object({
  bankCode: z.string(),
  accountNumber: z.string(),
  dueDate: Instant,
})
export type DepositAccount = z.infer<typeof DepositAccount>

/** `method` is the gateway's Korean name. `account` is there while a deposit is waited for. */
export const OrderPayment = z.object({
  paymentKey: z.string(),
  status: PaymentStatus,
  amount: Amount,
  method: z.string().nullable(),
  approvedAt: Instant.nullable(),
  account: DepositAccount.nullable(),
})
export type OrderPayment = z.infer<typeof OrderPayment>

/** The order is PAID, or it waits for a deposit. */
export const ConfirmedPayment = z.object({
  orderId: Id,
  orderNumber: z.string(),
  orderStatus: z.enum(['PAID', 'AWAITING_DEPOSIT']),
  payment: OrderPayment,
})
export type ConfirmedPayment = z.infer<typeof ConfirmedPayment>

/** LATE: the money came when the order had ended. REQUESTED goes out as soon as the gateway takes it. */
export const Refund = z.object({
  id: Id,
  amount: Amount,
  cause: z.enum(['CANCEL', 'RETURN', 'LATE']),
  status: z.enum(['REQUESTED', 'DONE']),
  requestedAt: Instant,
  doneAt: Instant.nullable(),
})
export type Refund = z.infer<typeof Refund>

/**
 * What the gateway sends: a hint, signed by nobody. Only the key is read, and what is true is asked of the gateway.
 * Deposits name the order instead.
 */
export const PaymentHint = z.looseObject({
  orderId: StorableText.max(64).optional(),
  data: z
    .looseObject({ paymentKey: StorableText.max(200).optional(), orderId: StorableText.max(64).optional() })
    .optional(),
})
export type PaymentHint = z.infer<typeof PaymentHint>

/** Where the money of a deposit goes back to; other ways of paying know that themselves. */
export const RefundAccount = z.strictObject({
  bank: z.string().regex(/^\d{2,3}$/, 'must be the two or three digits of a bank'),
  accountNumber: z.string().regex(/^\d{6,20}$/, 'must be 6 to 20 digits'),
  holderName: PlainText.min(1).max(60),
})
export type RefundAccount = z.infer<typeof RefundAccount>
