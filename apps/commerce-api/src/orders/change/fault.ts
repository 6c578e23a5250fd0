import type { ReturnReason } from '@munova/commerce-contract'

const faults: ReadonlySet<ReturnReason> = new Set<ReturnReason>([
  'DEFECTIVE',
  'NOT_AS_DESCRIBED',
  'WRONG_DELIVERY',
])

/** Whether the seller is at fault: then the seller bears the cost of the return, and the deadline is later. */
export function isFault(reason: ReturnReason): boolean {
  return faults.has(reason)
}
