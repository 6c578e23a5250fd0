import type { ReturnStatus } from '@munova/commerce-contract'
import type { Transitions } from '../../transitions.ts'

/** What the seller does with a return. Stored and drawn as those of orders. */
export const returnTransitions = {
  REQUESTED: { accept: 'ACCEPTED', reject: 'REJECTED' },
  ACCEPTED: {},
  REJECTED: {},
} as const satisfies Transitions<ReturnStatus>
