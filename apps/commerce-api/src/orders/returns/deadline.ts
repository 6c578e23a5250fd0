import type { ReturnReason } from '@munova/commerce-contract'
import { dayOf, endOf, lastDayOfMonths } from '../../calendar/day.ts'
import { workingDayFrom } from '../../calendar/working-day.ts'
import type { CommerceConfig } from '../../config.ts'
import { isFault } from '../change/fault.ts'

/**
 * The last moment for a request: the end of a working day in Korea. The first day is the one after the delivery; when the
 * seller is at fault the period is one of months.
 */
export function returnDeadline(deliveredAt: Date, reason: ReturnReason, config: CommerceConfig): Date {
  const delivery = dayOf(deliveredAt)
  const last = isFault(reason)
    ? lastDayOfMonths(delivery, config.RETURN_FAULT_MONTHS)
    : delivery + config.RETURN_DAYS
  return endOf(workingDayFrom(last))
}
