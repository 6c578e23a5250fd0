import { dayOf, endOf } from '../../calendar/day.ts'
import { workingDaysAfter } from '../../calendar/working-day.ts'

/** E-commerce Act, article 18 (2): within three working days. */
const WORKING_DAYS = 3

/**
 * By when a refund must be done: the end of the third working day after the goods came back or, for goods that were never
 * sent, after the cancellation.
 */
export const refundDueAt = (requestedAt: Date): Date =>
  endOf(workingDaysAfter(dayOf(requestedAt), WORKING_DAYS))
