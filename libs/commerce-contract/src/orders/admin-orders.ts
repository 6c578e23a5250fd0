import * as z from 'zod'
import { Email } from '../accounts/members.ts'
import { Cursor, Limit, page } from '../page.ts'
import { Amount, Id, Moment, PathId } from '../primitives.ts'
import { Order, OrderCard, OrderStatus } from './orders.ts'
import { OrderNumber } from './order-number.ts'
import { singleLine } from '@munova/text-contract'

/** An order as an administrator finds it. A member who has withdrawn has no e-mail address. */
export const FoundOrder = z.object({
  ...OrderCard.omit({ progress: true }).shape,
  member: z.object({ id: Id, name: z.string(), email: z.string().nullable() }),
  recipient: z.string(),
  paid: Amount,
  refunded: Amount,
  paidAt: Order.shape.paidAt,
})
export type FoundOrder = z.infer<typeof FoundOrder>

const Count = z.int().nonnegative()

/**
 * How much needs an administrator. Of the refunds that are not done, how many should be by law, the gateway has rejected, and wait
 * for an account; of the returns without an answer, how many are late; differences of payments that nobody has resolved; mails
 * that the mail server has rejected.
 */
export const AdminOverview = z.object({
  refunds: z.object({ open: Count, overdue: Count, rejected: Count, withoutAccount: Count }),
  returns: z.object({ open: Count, overdue: Count }),
  differences: Count,
  mailsRejected: Count,
})
export type AdminOverview = z.infer<typeof AdminOverview>

/** Newest first; with `number` by number, the last first; with `recipient` by the recipient's name. */
export const FoundOrderPage = page(FoundOrder)
export type FoundOrderPage = z.infer<typeof FoundOrderPage>

/**
 * At most one of `number` and `recipient` (what they begin with), `email` (the whole address of the member) and `memberId`. `from`
 * is included, `until` is not.
 */
export const FindOrdersQuery = z
  .strictObject({
    status: OrderStatus.optional(),
    memberId: PathId.optional(),
    sellerId: PathId.optional(),
    number: OrderNumber.optional(),
    recipient: singleLine({ max: 50 }).optional(),
    email: Email.optional(),
    from: Moment.optional(),
    until: Moment.optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .refine(
    ({ number, recipient, email, memberId }) =>
      [number, recipient, email, memberId].filter(Boolean).length <= 1,
    'must contain at most one of number, recipient, email and memberId',
  )
export type FindOrdersQuery = z.infer<typeof FindOrdersQuery>
