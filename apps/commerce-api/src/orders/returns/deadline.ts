import type { RequestReturn } from '@munova/commerce-contract'
import { dayOf, dayOfDate, endOf, lastDayOfMonths } from '../../calendar/day.ts'
import { workingDayFrom } from '../../calendar/working-day.ts'
import type { CommerceConfig } from '../../config.ts'
import { isFault } from '../change/fault.ts'

/**
 * The last moment for a request: the end of a working day in Korea. The first day is the one after the delivery. When the
 * seller is at fault there are two periods, of which the shorter counts: one of months, and one of days from the day on which the
 * buyer noticed the fault, if they say so.
 */
export function returnDeadline(
  deliveredAt: Date,
  { reason, knownSince }: Pick<RequestReturn, 'reason' | 'knownSince'>,
  config: CommerceConfig,
): Date {
  const delivery = dayOf(deliveredAt)
  if (!isFault(reason)) return endOf(workingDayFrom(delivery + config.RETURN_DAYS))
  const byDelivery = workingDayFrom(lastDayOfMonths(delivery, config.RETURN_FAULT_MONTHS))
  if (knownSince === undefined) return endOf(byDelivery)
  // Nobody notices a fault before the goods arrive.
  const known = Math.max(delivery, dayOfDate(knownSince))
  return endOf(Math.min(byDelivery, workingDayFrom(known + config.RETURN_KNOWN_FAULT_DAYS)))
}
