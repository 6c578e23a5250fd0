import * as z from 'zod'
import { AdmissionsPerSecond } from './coupons.ts'
import { Instant, PathId } from './primitives.ts'

/** What a waiting room stands before: the issue of a campaign's coupons, or orders of a product. */
export const WaitingRoomPath = z.strictObject({
  kind: z.enum(['coupon-campaign', 'product']),
  id: PathId,
})
export type WaitingRoomPath = z.infer<typeof WaitingRoomPath>

/** Until `closesAt` nobody gets through without a pass; turns begin at `opensAt`, and `capacity` people wait at most. */
export const SetWaitingRoom = z
  .strictObject({
    opensAt: Instant,
    closesAt: Instant,
    admissionsPerSecond: AdmissionsPerSecond,
    capacity: z.int().min(1).max(1_000_000),
  })
  .refine(({ opensAt, closesAt }) => Date.parse(opensAt) < Date.parse(closesAt), {
    error: 'must be after opensAt',
    path: ['closesAt'],
  })
export type SetWaitingRoom = z.infer<typeof SetWaitingRoom>

/** The header that carries a pass. */
export const WAITING_PASS_HEADER = 'x-waiting-pass'

/**
 * A place in the line. `position` is how many come before, `waitMs` how long that takes; there is no need to ask again.
 * `pass`, sent as the header `x-waiting-pass`, lets this member through from `turnAt` until `expiresAt`.
 */
export const WaitingTicket = z.object({
  position: z.int().nonnegative(),
  waitMs: z.int().nonnegative(),
  turnAt: Instant,
  expiresAt: Instant,
  pass: z.string(),
})
export type WaitingTicket = z.infer<typeof WaitingTicket>
