import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { Amount, Id, Instant } from '../primitives.ts'
import { NormalText, singleLine } from '@munova/text-contract'

export const PaymentStatus = z.enum([
  'CONFIRMING',
  'WAITING_FOR_DEPOSIT',
  'DONE',
  'PARTIAL_CANCELED',
  'CANCELED',
  'FAILED',
])
export type PaymentStatus = z.infer<typeof PaymentStatus>

export const PaymentKey = z.string().regex(/^[\w.:=-]{1,200}$/, 'must be a key of the gateway')

/** The parameters with which the gateway redirected the buyer's browser. `orderId` is the number of the order. */
export const ConfirmPayment = z.strictObject({
  paymentKey: PaymentKey,
  orderId: z.string().regex(/^[\w=-]{6,64}$/, 'must be the number of an order'),
  amount: Amount,
})
export type ConfirmPayment = z.infer<typeof ConfirmPayment>

/** The account that the buyer must transfer the money to, and the deadline. */
export const DepositAccount = z.object({
  bankCode: z.string(),
  accountNumber: z.string(),
  dueDate: Instant,
})
export type DepositAccount = z.infer<typeof DepositAccount>

/** Why a payment FAILED: the code and the message of the gateway, in Korean. */
export const PaymentFailure = z.object({ code: z.string(), message: z.string() })
export type PaymentFailure = z.infer<typeof PaymentFailure>

/**
 * `method` is the gateway's Korean name. `account` is present while the deposit is awaited, `failure` once the payment has
 * FAILED.
 */
export const OrderPayment = z.object({
  paymentKey: z.string(),
  status: PaymentStatus,
  amount: Amount,
  method: z.string().nullable(),
  approvedAt: Instant.nullable(),
  account: DepositAccount.nullable(),
  failure: PaymentFailure.nullable(),
})
export type OrderPayment = z.infer<typeof OrderPayment>

/** The order is PAID or awaits a deposit. */
export const ConfirmedPayment = z.object({
  orderId: Id,
  orderNumber: z.string(),
  orderStatus: z.enum(['PAID', 'AWAITING_DEPOSIT']),
  payment: OrderPayment,
})
export type ConfirmedPayment = z.infer<typeof ConfirmedPayment>

/**
 * LATE: the payment was captured after the order had ended. GATEWAY: not requested here, but made at the gateway: staff
 * cancelled the payment in its back office, or a bank took a deposit back. REQUESTED: not confirmed by the gateway yet.
 * `dueAt` is the end of the third working day, by when the law wants the money back.
 */
export const Refund = z.object({
  id: Id,
  amount: Amount,
  cause: z.enum(['CANCEL', 'RETURN', 'LATE', 'GATEWAY']),
  status: z.enum(['REQUESTED', 'DONE']),
  /** The buyer has to name an account: none is known, or the bank has rejected it. */
  needsAccount: z.boolean(),
  requestedAt: Instant,
  dueAt: Instant,
  doneAt: Instant.nullable(),
})
export type Refund = z.infer<typeof Refund>

/** A refund that the gateway has not confirmed. `rejections`: how often the gateway has rejected it. */
export const PendingRefund = z.object({
  ...Refund.pick({ id: true, amount: true, cause: true, requestedAt: true, dueAt: true, needsAccount: true })
    .shape,
  orderId: Id,
  orderNumber: z.string(),
  rejections: z.int().nonnegative(),
})
export type PendingRefund = z.infer<typeof PendingRefund>

/** The one that is due first comes first. */
export const PendingRefundPage = page(PendingRefund)
export type PendingRefundPage = z.infer<typeof PendingRefundPage>

export const PendingRefundQuery = z.strictObject({ cursor: Cursor.optional(), limit: Limit })
export type PendingRefundQuery = z.infer<typeof PendingRefundQuery>

/**
 * A webhook of the gateway. It is not signed, so only the key of the payment is used, to look the payment up at the gateway.
 * Webhooks of deposits contain the number of the order instead.
 */
export const PaymentWebhook = z.looseObject({
  orderId: NormalText.max(64).optional(),
  data: z
    .looseObject({ paymentKey: NormalText.max(200).optional(), orderId: NormalText.max(64).optional() })
    .optional(),
})
/** The gateway only reads the status. */
export const WebhookReceived = z.object({})
export type PaymentWebhook = z.infer<typeof PaymentWebhook>

/** The account for the refund of a deposit; other payment methods are refunded the way they were paid. */
export const RefundAccount = z.strictObject({
  bank: z.string().regex(/^\d{2,3}$/, 'must be the two or three digits of a bank code'),
  accountNumber: z.string().regex(/^\d{6,20}$/, 'must be 6 to 20 digits'),
  holderName: singleLine({ max: 60 }),
})
export type RefundAccount = z.infer<typeof RefundAccount>

export const CorrectRefundAccount = z.strictObject({ refundAccount: RefundAccount })
export type CorrectRefundAccount = z.infer<typeof CorrectRefundAccount>
