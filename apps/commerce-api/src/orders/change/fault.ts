import { faults, type ReturnReason } from '@munova/commerce-contract'

/** Whether the seller is at fault: then the seller bears the cost of the return, and the deadline is later. */
export function isFault(reason: ReturnReason): boolean {
  return faults.includes(reason)
}
