import type { PaymentStatus, Refund } from '@munova/commerce-contract'
import type { Transitions } from '../transitions.ts'

/**
 * A row is written as CONFIRMING before the gateway is called. FAILED is what the gateway said at that time; should
 * it say DONE later, the money came late and goes back. Stored and drawn as those of orders.
 */
export const paymentTransitions = {
  CONFIRMING: { capture: 'DONE', await: 'WAITING_FOR_DEPOSIT', fail: 'FAILED' },
  WAITING_FOR_DEPOSIT: { capture: 'DONE', fail: 'FAILED' },
  FAILED: { capture: 'DONE' },
  DONE: { refundPart: 'PARTIAL_CANCELED', refundAll: 'CANCELED' },
  PARTIAL_CANCELED: { refundPart: 'PARTIAL_CANCELED', refundAll: 'CANCELED' },
  CANCELED: {},
} as const satisfies Transitions<PaymentStatus>

/** A refund is owed from REQUESTED on, whatever becomes of the gateway. */
export const refundTransitions = {
  REQUESTED: { settle: 'DONE' },
  DONE: {},
} as const satisfies Transitions<Refund['status']>
