import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { CategoryId, Id, Instant, Moment, Won } from '../primitives.ts'
import { singleLine } from '@munova/text-contract'

const SomeWon = Won.min(1)

/** The discount: an amount in won, or a percentage of the items in scope, at most `cap` won. */
export const CouponDiscount = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('FIXED'), amount: SomeWon }),
  z.strictObject({
    type: z.literal('PERCENT'),
    percent: z.int().min(1).max(100),
    cap: SomeWon.nullable().default(null),
  }),
])
export type CouponDiscount = z.infer<typeof CouponDiscount>

/** The products that a coupon applies to. A root category includes its leaves. */
export const CouponScope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ALL') }),
  z.strictObject({ type: z.literal('CATEGORY'), categoryId: CategoryId }),
  z.strictObject({ type: z.literal('BRAND'), brandId: Id }),
  z.strictObject({ type: z.literal('PRODUCT'), productId: Id }),
])
export type CouponScope = z.infer<typeof CouponScope>

/** Members that a waiting room admits per second. */
export const AdmissionsPerSecond = z.int().min(1).max(10_000)

/**
 * `quantity` coupons, first come first served, from `startsAt` until before `endsAt`, one per member. A coupon is valid
 * until `validUntil`, or for `validDays` if that is shorter. With `admissionsPerSecond` the campaign has a waiting room.
 */
export const CreateCampaign = z
  .strictObject({
    name: singleLine({ max: 100 }),
    discount: CouponDiscount,
    scope: CouponScope.default({ type: 'ALL' }),
    /** Minimum amount of the order's lines in scope. */
    minimumOrder: Won.default(0),
    quantity: z.int().min(1).max(10_000_000),
    startsAt: Moment,
    endsAt: Moment,
    validUntil: Moment,
    validDays: z.int().min(1).max(3_650).nullable().default(null),
    admissionsPerSecond: AdmissionsPerSecond.optional(),
    /** Only members whose e-mail address is verified get a coupon, and a ticket of the waiting room. */
    verifiedOnly: z.boolean().default(false),
  })
  .refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    error: 'must be after startsAt',
    path: ['endsAt'],
  })
  .refine(({ endsAt, validUntil }) => Date.parse(endsAt) <= Date.parse(validUntil), {
    error: 'must not be before endsAt',
    path: ['validUntil'],
  })
export type CreateCampaign = z.infer<typeof CreateCampaign>

const terms = { name: z.string(), discount: CouponDiscount, scope: CouponScope, minimumOrder: Won }

/** `issued` of `quantity` coupons are issued. */
export const CouponCampaign = z.object({
  id: Id,
  ...terms,
  quantity: z.int().positive(),
  issued: z.int().nonnegative(),
  startsAt: Instant,
  endsAt: Instant,
  validUntil: Instant,
  validDays: z.int().nullable(),
  verifiedOnly: z.boolean(),
})
export type CouponCampaign = z.infer<typeof CouponCampaign>

export const CouponCampaignPage = page(CouponCampaign)
export type CouponCampaignPage = z.infer<typeof CouponCampaignPage>

/** A campaign as a member sees it. `isMine`: the member already has its coupon. */
export const OpenCampaign = z.object({ ...CouponCampaign.shape, isMine: z.boolean() })
export type OpenCampaign = z.infer<typeof OpenCampaign>

/** Campaigns that have not ended, sold-out ones included, ordered by their end. */
export const OpenCampaignPage = page(OpenCampaign)
export type OpenCampaignPage = z.infer<typeof OpenCampaignPage>

/** RESERVED: tied to an unpaid order. */
export const CouponStatus = z.enum(['ISSUED', 'RESERVED', 'USED', 'EXPIRED'])
export type CouponStatus = z.infer<typeof CouponStatus>

/** A member's coupon. */
export const Coupon = z.object({
  id: Id,
  campaignId: Id,
  ...terms,
  status: CouponStatus,
  issuedAt: Instant,
  validUntil: Instant,
  usedAt: Instant.nullable(),
})
export type Coupon = z.infer<typeof Coupon>

/** The coupons of the member, newest first. */
export const CouponPage = page(Coupon)
export type CouponPage = z.infer<typeof CouponPage>

export const CouponQuery = z.strictObject({
  status: CouponStatus.optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type CouponQuery = z.infer<typeof CouponQuery>
