import { z } from 'zod'
import type { Day } from '../../calendar/day.ts'

/** The state of a payment at the gateway. READY to IN_PROGRESS is the buyer's part; from DONE on money has moved. */
export const GatewayStatus = z.enum([
  'READY',
  'IN_PROGRESS',
  'WAITING_FOR_DEPOSIT',
  'DONE',
  'CANCELED',
  'PARTIAL_CANCELED',
  'ABORTED',
  'EXPIRED',
])
export type GatewayStatus = z.infer<typeof GatewayStatus>

/** Whole won; sums of an order may exceed what one item costs. */
const Amount = z.int().min(0)
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
/** Toss sends null where there is nothing, and leaves out what a way of paying does not know. */
const absentAsNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? null)

/** One cancellation, for the whole or a part. `transactionKey` is unique, also among payments. */
export const GatewayCancel = z.object({
  transactionKey: z.string().min(1).max(64),
  cancelAmount: Amount,
  cancelReason: z.string(),
  canceledAt: Moment,
  /** DONE, or IN_PROGRESS for a way of paying that gives the money back later. */
  cancelStatus: z.string().default('DONE'),
})
export type GatewayCancel = z.infer<typeof GatewayCancel>

/** Where the buyer has to transfer the money to, and until when. */
export const VirtualAccount = z.object({
  accountNumber: z.string(),
  bankCode: z.string(),
  customerName: absentAsNull(z.string()),
  dueDate: Moment,
  expired: z.boolean(),
})
export type VirtualAccount = z.infer<typeof VirtualAccount>

/** At most so many characters of what the gateway says are kept; PostgreSQL stores no NUL. */
export const failureMessage = (text: string) => text.replaceAll('\0', '').slice(0, 300)

/** A payment as the gateway describes it: the part of Toss Payments' object (v1) that the shop uses. */
export const GatewayPayment = z.object({
  paymentKey: z.string().min(1).max(200),
  orderId: z.string().min(6).max(64),
  status: GatewayStatus,
  /** Toss Payments' Korean name, such as 카드 or 가상계좌; it may add some. Null until the buyer has chosen. */
  method: absentAsNull(z.string().max(50)),
  totalAmount: Amount,
  /** What can still be cancelled: the total without what was. */
  balanceAmount: Amount,
  approvedAt: absentAsNull(Moment),
  /** Oldest first; grows only. */
  cancels: z
    .array(GatewayCancel)
    .nullish()
    .transform((cancels) => cancels ?? []),
  virtualAccount: absentAsNull(VirtualAccount),
  /** Why it was declined. */
  failure: absentAsNull(
    z.object({ code: z.string().min(1).max(100), message: z.string().catch('').transform(failureMessage) }),
  ),
  /** Known to the gateway and the shop alone: proves that a deposit's webhook is about this payment. */
  secret: absentAsNull(z.string()),
})
export type GatewayPayment = z.infer<typeof GatewayPayment>

/**
 * A row of the gateway's list: a payment, and each of its cancellations, is a transaction of its own. The sign and meaning of a
 * cancellation's amount are not documented.
 */
export const GatewayTransaction = z.object({
  transactionKey: z.string().min(1).max(64),
  paymentKey: z.string().min(1).max(200),
  orderId: z.string().max(64),
  /** Of the payment after it; a status that is new at the gateway must not stop the others. */
  status: z.string().max(30),
  amount: z.int(),
  transactionAt: Moment,
})
export type GatewayTransaction = z.infer<typeof GatewayTransaction>

export interface ListTransactions {
  /** In Korea. */
  day: Day
  /** The key of the last transaction of the page before. */
  after: string | undefined
  /** At most 5,000. A page with fewer is the last one. */
  limit: number
}

export interface ConfirmPayment {
  paymentKey: string
  /** The shop's number of the order: 6 to 64 letters, digits, - and _. */
  orderId: string
  amount: number
  /** At most 300 characters, made of operation, order and attempt: the same key is the same operation. */
  idempotencyKey: string
}

export interface CancelPayment {
  paymentKey: string
  /** Absent: all that is left. */
  amount?: number
  /** At most 200 characters, shown to the buyer. */
  reason: string
  idempotencyKey: string
  /** Needed for a virtual account whose deposit has arrived. */
  refundAccount?: RefundAccount
}

export interface RefundAccount {
  /** The two or three digits of a Korean bank. */
  bank: string
  accountNumber: string
  holderName: string
}

/**
 * Charges and refunds through a payment service. Never call it while a statement holds locks.
 *
 * Every method rejects with `GatewayRejected` or `GatewayUncertain` and nothing else. After `GatewayUncertain` the
 * money may have moved: look the payment up, or repeat the same call with the same idempotency key.
 */
export interface PaymentGateway {
  confirm(input: ConfirmPayment): Promise<GatewayPayment>
  cancel(input: CancelPayment): Promise<GatewayPayment>
  /** Rejected with NOT_FOUND_PAYMENT when there is none. */
  lookup(input: { paymentKey: string }): Promise<GatewayPayment>
  /** The newest payment of the order; rejected with NOT_FOUND_PAYMENT when the buyer never began one. */
  lookupByOrder(input: { orderId: string }): Promise<GatewayPayment>
  /** One page of a day's transactions, in the gateway's order. */
  transactions(input: ListTransactions): Promise<GatewayTransaction[]>
}

/**
 * A definite rejection: this call moved no money and never will. `code` and `words` are the gateway's; its words may quote a bank
 * account, so they are not the message, which is logged.
 */
export class GatewayRejected extends Error {
  override readonly name = 'GatewayRejected'
  readonly code: string
  readonly words: string

  constructor(code: string, words: string) {
    super(`the gateway rejects it: ${code}`)
    this.code = code
    this.words = words
  }
}

/** No response, or one that does not decide: a timeout, a broken connection, a 5xx. Whether money moved is unknown. */
export class GatewayUncertain extends Error {
  override readonly name = 'GatewayUncertain'
  /** The same call with the same idempotency key may get a response that decides. */
  readonly isRetryable: boolean

  constructor(
    message: string,
    { cause, isRetryable = false }: { cause?: unknown; isRetryable?: boolean } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.isRetryable = isRetryable
  }
}
