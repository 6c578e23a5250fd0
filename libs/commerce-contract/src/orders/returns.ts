import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { RefundAccount } from './payments.ts'
import { Amount, Id, Instant, PathId } from '../primitives.ts'
import { multiLine } from '@munova/text-contract'

/** The last three are the seller's responsibility and have a longer return period. */
export const ReturnReason = z.enum([
  'CHANGE_OF_MIND',
  'WRONG_SIZE',
  'DEFECTIVE',
  'NOT_AS_DESCRIBED',
  'WRONG_DELIVERY',
])
export type ReturnReason = z.infer<typeof ReturnReason>

/** CLOSED: nobody decided, since all money of the payment came back meanwhile. */
export const ReturnStatus = z.enum(['REQUESTED', 'ACCEPTED', 'REJECTED', 'CLOSED'])
export type ReturnStatus = z.infer<typeof ReturnStatus>

const Note = multiLine({ min: 0, max: 500, trim: true }).default('')

/** Reasons that are the seller's fault. */
export const faults: readonly ReturnReason[] = ['DEFECTIVE', 'NOT_AS_DESCRIBED', 'WRONG_DELIVERY']

/** With `exchangeSkuId`, another size or colour of the same product, it is an exchange, and those pairs are allocated. */
export const RequestReturn = z
  .strictObject({
    itemId: Id,
    /** Absent: all pairs of the item. */
    quantity: z.int().min(1).max(20).optional(),
    reason: ReturnReason,
    note: Note,
    /** The day in Korea on which the buyer noticed the fault. */
    knownSince: z.iso.date().optional(),
    exchangeSkuId: Id.optional(),
    refundAccount: RefundAccount.optional(),
  })
  .refine(({ reason, knownSince }) => knownSince === undefined || faults.includes(reason), {
    error: 'is for a fault only',
    path: ['knownSince'],
  })
  .refine(
    ({ knownSince }) => knownSince === undefined || Date.parse(`${knownSince}T00:00+09:00`) <= Date.now(),
    {
      error: 'must not be in the future',
      path: ['knownSince'],
    },
  )
export type RequestReturn = z.infer<typeof RequestReturn>

export const ReturnPath = z.strictObject({ id: PathId, returnId: PathId })
export type ReturnPath = z.infer<typeof ReturnPath>

export const Return = z.object({
  id: Id,
  itemId: Id,
  kind: z.enum(['RETURN', 'EXCHANGE']),
  reason: ReturnReason,
  note: z.string(),
  /** Null: there is no fault, or the buyer did not say. */
  knownSince: z.iso.date().nullable(),
  exchangeSkuId: Id.nullable(),
  status: ReturnStatus,
  answer: z.string(),
  /** Deducted from the refund for sending the goods back, which the buyer bears without a fault of the seller. */
  fee: Amount,
  requestedAt: Instant,
  /** Without an answer until then it is accepted. */
  answerBy: Instant,
  resolvedAt: Instant.nullable(),
})
export type Return = z.infer<typeof Return>

/** A return as the seller sees it. `exchange`: what the buyer gets instead; null: the money. */
export const SellerReturn = z.object({
  ...Return.shape,
  exchange: z.object({ colorName: z.string(), sizeMm: z.int() }).nullable(),
  imageUrl: z.string().nullable(),
  orderId: Id,
  orderNumber: z.string(),
  productName: z.string(),
  colorName: z.string(),
  sizeMm: z.int(),
  quantity: z.int().positive(),
})
export type SellerReturn = z.infer<typeof SellerReturn>

/** Oldest first. */
export const SellerReturnPage = page(SellerReturn)
export type SellerReturnPage = z.infer<typeof SellerReturnPage>

/** A return that nobody has answered, as an administrator sees it. */
export const OpenReturn = z.object({
  ...SellerReturn.pick({
    orderId: true,
    orderNumber: true,
    productName: true,
    colorName: true,
    sizeMm: true,
    quantity: true,
  }).shape,
  ...Return.shape,
  seller: z.object({ id: Id, name: z.string() }),
})
export type OpenReturn = z.infer<typeof OpenReturn>

/** The one whose answer is due first comes first. */
export const OpenReturnPage = page(OpenReturn)
export type OpenReturnPage = z.infer<typeof OpenReturnPage>

export const SellerReturnQuery = z.strictObject({
  status: ReturnStatus.default('REQUESTED'),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type SellerReturnQuery = z.infer<typeof SellerReturnQuery>

/** The goods have arrived at the seller. `restock`: they can be sold again. */
export const AcceptReturn = z.strictObject({ restock: z.boolean().default(true), answer: Note })
export type AcceptReturn = z.infer<typeof AcceptReturn>

export const RejectReturn = z.strictObject({ answer: multiLine({ max: 500, trim: true }) })
export type RejectReturn = z.infer<typeof RejectReturn>
