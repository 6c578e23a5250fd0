import type { ItemStatus, OrderStatus } from '@munova/commerce-contract'
import type { Transitions } from '../transitions.ts'

/*
 * The same rows are in the table `transitions`, by which triggers refuse every other change of a status. docs/commerce.md
 * draws them. Tests compare all three.
 */

/** Stock and coupon are held from PENDING until the order is PAID or has ended. CONFIRMING never expires. */
export const orderTransitions = {
  PENDING: { confirm: 'CONFIRMING', expire: 'EXPIRED', cancel: 'CANCELLED' },
  CONFIRMING: { capture: 'PAID', await: 'AWAITING_DEPOSIT', fail: 'PENDING' },
  AWAITING_DEPOSIT: { capture: 'PAID', fail: 'PENDING' },
  PAID: { cancel: 'CANCELLED' },
  EXPIRED: {},
  CANCELLED: {},
} as const satisfies Transitions<OrderStatus>

/** A return that is rejected is DELIVERED again. */
export const itemTransitions = {
  PENDING: { pay: 'PAID', cancel: 'CANCELLED' },
  PAID: { ship: 'SHIPPED', cancel: 'CANCELLED' },
  SHIPPED: { deliver: 'DELIVERED' },
  DELIVERED: { confirm: 'CONFIRMED', return: 'RETURN_REQUESTED', exchange: 'EXCHANGE_REQUESTED' },
  CONFIRMED: { return: 'RETURN_REQUESTED', exchange: 'EXCHANGE_REQUESTED' },
  RETURN_REQUESTED: { accept: 'RETURNED', reject: 'DELIVERED' },
  EXCHANGE_REQUESTED: { accept: 'EXCHANGED', reject: 'DELIVERED' },
  CANCELLED: {},
  RETURNED: {},
  EXCHANGED: {},
} as const satisfies Transitions<ItemStatus>
