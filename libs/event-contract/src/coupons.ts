import * as z from 'zod'
import { envelope, Id, Instant } from './envelope.ts'
import { Name } from './text-bounds.ts'

/** A coupon was issued to a member. `name` is the campaign's. Key `coupon:{id}`. */
export const CouponIssued = envelope(
  'coupon.issued',
  1,
  z.object({
    id: Id,
    campaignId: Id,
    memberId: Id,
    name: Name,
    issuedAt: Instant,
    validUntil: Instant,
  }),
)
export type CouponIssued = z.infer<typeof CouponIssued>
