import * as z from 'zod'
import { UsualAnswerMinutes } from '../catalogue/products.ts'
import { Amount } from '../primitives.ts'

/** Days of the summary, today included. */
export const summaryDays = 15

/** More are not counted. */
export const maxCountedTasks = 10_000

/**
 * A day in Korea: the orders that were paid on it, and what the seller's goods in them cost. Cancellations and returns afterwards
 * do not lower it.
 */
export const SellerDay = z.object({
  date: z.iso.date(),
  orders: z.int().nonnegative(),
  revenue: Amount,
  answers: z.int().nonnegative(),
  usualAnswerMinutes: UsualAnswerMinutes,
})
export type SellerDay = z.infer<typeof SellerDay>

/**
 * What a seller has to do now, and the last days, oldest first; the last one is today. `ordersToShip` and `returnsToAnswer` are at
 * most `maxCountedTasks`.
 */
export const SellerSummary = z.object({
  ordersToShip: z.int().nonnegative().max(maxCountedTasks),
  returnsToAnswer: z.int().nonnegative().max(maxCountedTasks),
  usualAnswerMinutes: UsualAnswerMinutes,
  days: z.array(SellerDay).length(summaryDays),
})
export type SellerSummary = z.infer<typeof SellerSummary>
