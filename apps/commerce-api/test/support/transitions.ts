import type { ItemStatus, OrderStatus, PaymentStatus, Refund, ReturnStatus } from '@munova/commerce-contract'

/** What may publishEvent in each state: action to next state. A state without actions is final. */
export type Transitions<Status extends string = string> = Readonly<
  Record<Status, Readonly<Partial<Record<string, Status>>>>
>

/** Stock and coupon are held from PENDING until the order is PAID or has ended. CONFIRMING never expires. */
const order = {
  PENDING: { confirm: 'CONFIRMING', expire: 'EXPIRED', cancel: 'CANCELLED' },
  CONFIRMING: { capture: 'PAID', await: 'AWAITING_DEPOSIT', fail: 'PENDING' },
  AWAITING_DEPOSIT: { capture: 'PAID', fail: 'PENDING' },
  PAID: { cancel: 'CANCELLED' },
  EXPIRED: {},
  CANCELLED: {},
} satisfies Transitions<OrderStatus>

/** A return that is rejected or closed is DELIVERED again. */
const item = {
  PENDING: { pay: 'PAID', cancel: 'CANCELLED' },
  PAID: { ship: 'SHIPPED', cancel: 'CANCELLED' },
  SHIPPED: { deliver: 'DELIVERED', refund: 'REFUNDED' },
  DELIVERED: {
    confirm: 'CONFIRMED',
    return: 'RETURN_REQUESTED',
    exchange: 'EXCHANGE_REQUESTED',
    refund: 'REFUNDED',
  },
  CONFIRMED: { return: 'RETURN_REQUESTED', exchange: 'EXCHANGE_REQUESTED', refund: 'REFUNDED' },
  RETURN_REQUESTED: { accept: 'RETURNED', reject: 'DELIVERED' },
  EXCHANGE_REQUESTED: { accept: 'EXCHANGED', reject: 'DELIVERED' },
  CANCELLED: {},
  RETURNED: {},
  EXCHANGED: {},
  REFUNDED: {},
} satisfies Transitions<ItemStatus>

/**
 * A row is written as CONFIRMING before the gateway is called. FAILED is what the gateway said at that time; should it
 * say DONE later, the money came late and is refunded.
 */
const payment = {
  CONFIRMING: { capture: 'DONE', await: 'WAITING_FOR_DEPOSIT', fail: 'FAILED' },
  WAITING_FOR_DEPOSIT: { capture: 'DONE', fail: 'FAILED' },
  FAILED: { capture: 'DONE' },
  DONE: { refundPart: 'PARTIAL_CANCELED', refundAll: 'CANCELED' },
  PARTIAL_CANCELED: { refundPart: 'PARTIAL_CANCELED', refundAll: 'CANCELED' },
  CANCELED: {},
} satisfies Transitions<PaymentStatus>

/** A refund is pending from REQUESTED on, whatever becomes of the gateway. */
const refund = {
  REQUESTED: { complete: 'DONE' },
  DONE: {},
} satisfies Transitions<Refund['status']>

const returnOrExchange = {
  REQUESTED: { accept: 'ACCEPTED', reject: 'REJECTED', close: 'CLOSED' },
  ACCEPTED: {},
  REJECTED: {},
  CLOSED: {},
} satisfies Transitions<ReturnStatus>

/** By the name that each state machine has in the table `transitions`. */
export const machines: Record<string, Transitions> = {
  order,
  item,
  payment,
  refund,
  return: returnOrExchange,
}

/** The state that an action leads to; undefined when it may not publishEvent in this one. */
export function next(transitions: Transitions, status: string, action: string): string | undefined {
  return transitions[status]?.[action]
}
