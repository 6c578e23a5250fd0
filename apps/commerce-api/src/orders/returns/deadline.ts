import type { ReturnReason } from '@munova/commerce-contract'
import type { CommerceConfig } from '../../config.ts'
import { isFault } from '../change/fault.ts'

const DAY_MS = 24 * 60 * 60_000
const KOREA_MS = 9 * 60 * 60_000

/** The last moment for a request: the end of a day in Korea, where the day after the delivery is the first. */
export function returnDeadline(deliveredAt: Date, reason: ReturnReason, config: CommerceConfig): Date {
  const days = isFault(reason) ? config.RETURN_FAULT_DAYS : config.RETURN_DAYS
  const deliveryDay = Math.floor((deliveredAt.getTime() + KOREA_MS) / DAY_MS)
  return new Date((deliveryDay + days + 1) * DAY_MS - KOREA_MS - 1)
}
