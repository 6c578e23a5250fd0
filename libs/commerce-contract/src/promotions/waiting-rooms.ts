import * as z from 'zod'
import { AdmissionsPerSecond } from './coupons.ts'
import { Id, Instant, Moment, PathId } from '../primitives.ts'

/** What a waiting room protects: the coupons of a campaign, or the orders of a product. */
export const WaitingRoomPath = z.strictObject({
  kind: z.enum(['coupon-campaign', 'product']),
  id: PathId,
})
export type WaitingRoomPath = z.infer<typeof WaitingRoomPath>

/** Until `closesAt` a pass is required. The first turn is at `opensAt`; at most `capacity` members wait. */
export const SetWaitingRoom = z
  .strictObject({
    opensAt: Moment,
    closesAt: Moment,
    admissionsPerSecond: AdmissionsPerSecond,
    capacity: z.int().min(1).max(1_000_000),
    /** Only members whose e-mail address is verified get a ticket. */
    verifiedOnly: z.boolean().default(false),
  })
  .refine(({ opensAt, closesAt }) => Date.parse(opensAt) < Date.parse(closesAt), {
    error: 'must be after opensAt',
    path: ['closesAt'],
  })
export type SetWaitingRoom = z.infer<typeof SetWaitingRoom>

/**
 * A waiting room as an administrator sees it. `name` is that of the campaign or product. `waiting`: members whose turn is to come,
 * by the pace of the room. `left`: coupons that are not issued, or pairs that can be ordered.
 */
export const WaitingRoom = z.object({
  kind: WaitingRoomPath.shape.kind,
  id: Id,
  name: z.string(),
  opensAt: Instant,
  closesAt: Instant,
  admissionsPerSecond: AdmissionsPerSecond,
  capacity: z.int().positive(),
  verifiedOnly: z.boolean(),
  waiting: z.int().nonnegative(),
  left: z.int().nonnegative(),
})
export type WaitingRoom = z.infer<typeof WaitingRoom>

/** Those that have not closed, in one page, the one that opens first at the top. */
export const WaitingRoomList = z.object({ items: z.array(WaitingRoom), nextCursor: z.null() })
export type WaitingRoomList = z.infer<typeof WaitingRoomList>

/** A waiting room as members see it, until it closes. It gives tickets from `ticketsFrom`, the first turn is at `opensAt`. */
export const OpenWaitingRoom = z.object({
  ticketsFrom: Instant,
  opensAt: Instant,
  closesAt: Instant,
  verifiedOnly: z.boolean(),
})
export type OpenWaitingRoom = z.infer<typeof OpenWaitingRoom>

/** The header that carries a pass. */
export const WAITING_PASS_HEADER = 'x-waiting-pass'

/**
 * A member's place in the queue. `position` is the number of members before, `waitMs` the time until the turn; the client
 * does not need to poll. `pass`, sent as the header `x-waiting-pass`, admits this member from `turnAt` until `expiresAt`.
 */
export const WaitingTicket = z.object({
  position: z.int().nonnegative(),
  waitMs: z.int().nonnegative(),
  turnAt: Instant,
  expiresAt: Instant,
  pass: z.string(),
})
export type WaitingTicket = z.infer<typeof WaitingTicket>
