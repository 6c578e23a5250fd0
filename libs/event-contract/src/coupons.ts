import * as z from 'zod'
import { envelope, Id, Instant } from './envelope.ts'

/** A member got a coupon. `name` is the campaign's. Key `coupon:{id}`. */
export const CouponIssued = envelope(
  'coupon.issued',
  1,
  z.object({
    id: Id,
    campaignId: Id,
    memberId: Id,
    name: z.string(),
    issuedAt: Instant,
    validUntil: Instant,
  }),
)
export type CouponIssued = z.infer<typeof CouponIssued>
