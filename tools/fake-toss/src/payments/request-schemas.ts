import { z } from 'zod'
import { VIRTUAL_ACCOUNT } from './payment.ts'

export const methods = ['카드', VIRTUAL_ACCOUNT, '간편결제', '휴대폰', '계좌이체'] as const

const OrderId = z.string().regex(/^[\w-]{6,64}$/)
/** Coerced, because forms send text. */
const Amount = z.coerce.number().int().min(0).max(1_000_000_000_000)

/** The buyer opens the payment window. */
export const Create = z.object({
  orderId: OrderId,
  amount: Amount,
  orderName: z.string().max(100).default('신발'),
  customerName: z.string().max(100).default('구매자'),
  method: z.enum(methods).default('카드'),
  /** false: the payment stays READY until the buyer authenticates the payment method. */
  authenticated: z.boolean().default(true),
})
export type Create = z.infer<typeof Create>

export const Confirm = z.object({ paymentKey: z.string().max(200), orderId: OrderId, amount: Amount })
export type Confirm = z.infer<typeof Confirm>

export const Cancel = z.object({
  cancelReason: z.string().min(1).max(200),
  cancelAmount: z.int().positive().optional(),
  refundReceiveAccount: z
    .object({
      bank: z.string().regex(/^\d{2,3}$/),
      accountNumber: z.string().regex(/^\d{5,20}$/),
      holderName: z.string().min(1).max(60),
    })
    .optional(),
})
export type Cancel = z.infer<typeof Cancel>
