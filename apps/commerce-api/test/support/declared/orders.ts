import type { Order, WaitingTicket } from '@munova/commerce-contract'
import { home } from '../trade.ts'
import { forceVersionConflicts } from './version-conflicts.ts'
import { cancelledDeposit, ordered, paidByDeposit, returning, shipped } from './order-states.ts'
import { inHours } from '../open-campaign.ts'
import { waitingRoom } from './requests.ts'
import { missingResource, type Send, type Provocation, type Provocations, type Scene } from './error-scene.ts'

/** Sends a request about an order in this state; `body` is made of the order. */
const of =
  (
    state: (scene: Scene) => Promise<Order>,
    body?: (order: Order) => object,
    first: (scene: Scene, order: Order, send: () => ReturnType<Send>) => Promise<unknown> = () =>
      Promise.resolve(),
  ): Provocation =>
  async (scene, send) => {
    const order = await state(scene)
    const again = () => send({ path: { id: order.id }, ...(body && { body: body(order) }) })
    await first(scene, order, again)
    return again()
  }

const [unpaid, paid] = [ordered('PENDING'), ordered('PAID')]
const withVersionConflicts = ({ trade }: Scene, { id }: Order) =>
  forceVersionConflicts(trade.sql, 'orders', id)

const items = ({ items: all }: Order) => ({ items: all.map(({ id }) => ({ itemId: id })), reason: '변심' })
const someItem = () => ({ items: [{ itemId: 999_999 }], reason: '변심' })

const cancelling = (body?: (order: Order) => object): Record<string, Provocation> => ({
  ORDER_NOT_FOUND: missingResource,
  NOT_CANCELLABLE: of(paid, body, (_, __, again) => again()),
  PAYMENT_IN_PROGRESS: of(ordered('CONFIRMING'), body),
  REFUND_ACCOUNT_NEEDED: of(paidByDeposit, body),
  ORDER_CHANGED: of(paid, body, withVersionConflicts),
})

const cancellingItems = {
  ...withoutAccount(cancelling(items)),
  ITEM_NOT_FOUND: of(paid, someItem),
}

const refunding: Record<string, Provocation> = {
  ORDER_NOT_FOUND: missingResource,
  ITEM_NOT_FOUND: of(shipped, someItem),
  NOT_REFUNDABLE: of(paid, items),
  RETURN_OPEN: of(returning, items),
  ORDER_CHANGED: of(shipped, items, withVersionConflicts),
}

const naming: Record<string, Provocation> = {
  ORDER_NOT_FOUND: missingResource,
  NO_ACCOUNT_NEEDED: of(paid),
  ORDER_CHANGED: of(cancelledDeposit, undefined, withVersionConflicts),
}

const delivering: Record<string, Provocation> = {
  NOT_IN_DELIVERY: missingResource,
  DELIVERY_TIME_IMPLAUSIBLE: async (scene, send) => {
    const { shipments } = await shipped(scene)
    return send({ path: { id: shipments[0]!.id }, body: { deliveredAt: inHours(1) } })
  },
  ORDER_CHANGED: async (scene, send) => {
    const { id, shipments } = await shipped(scene)
    await forceVersionConflicts(scene.trade.sql, 'orders', id)
    return send({ path: { id: shipments[0]!.id } })
  },
}

/** Sellers and administrators need not know the buyer's account. */
function withoutAccount(provocations: Record<string, Provocation>) {
  return Object.fromEntries(Object.entries(provocations).filter(([code]) => code !== 'REFUND_ACCOUNT_NEEDED'))
}

const buying =
  (line: { stock?: number; quantity?: number; price?: number }, more: object = {}): Provocation =>
  async ({ trade, people }, send) => {
    const { stock = 9, quantity = 1, price = 50_000 } = line
    const { skuIds } = await trade.shoe(people.SELLER, [stock], { price })
    return send({ body: { lines: [{ skuId: skuIds[0], quantity }], address: home, ...more } })
  }

/** An order of a product whose waiting room opens later. */
const dropping =
  (withPass: boolean): Provocation =>
  async ({ trade, people, senderOf }, send) => {
    const { id, skuIds } = await trade.shoe(people.SELLER, [1])
    await senderOf('PUT /v1/admin/waiting-rooms/{kind}/{id}')({
      path: { id },
      body: { ...waitingRoom(), opensAt: inHours(0.25) },
    })
    const { body } = await trade.call<WaitingTicket>(`POST /v1/waiting-rooms/product/${id}/tickets`, { as: people.BUYER }) // prettier-ignore
    return send({
      body: { lines: [{ skuId: skuIds[0], quantity: 1 }], address: home },
      ...(withPass && { headers: { 'x-waiting-pass': body.pass } }),
    })
  }

/** Why an order cannot be placed, nor previewed. */
const unorderable: Record<string, Provocation> = {
  NOT_ON_SALE: missingResource,
  OUT_OF_STOCK: buying({ stock: 1, quantity: 2 }),
  PRICE_CHANGED: buying({}, { expectedTotal: 1 }),
  AMOUNT_TOO_SMALL: buying({ price: 50 }),
  COUPON_NOT_USABLE: buying({}, { couponId: 999_999 }),
  CART_EMPTY: async ({ trade }, send) => send({ as: await trade.person(), body: { address: home } }),
  ORDER_TOO_LARGE: async ({ trade, people }, send) => {
    const { skuIds } = await trade.shoe(people.SELLER, [99])
    const as = await trade.person()
    await trade.call(`PUT /v1/cart/items/${skuIds[0]}`, { as, body: { quantity: 21 } })
    return send({ as, body: { address: home } })
  },
  PURCHASE_LIMIT: async ({ trade, people }, send) => {
    const { skuIds } = await trade.shoe(people.SELLER, [9], { purchaseLimit: 1 })
    return send({ body: { lines: [{ skuId: skuIds[0], quantity: 2 }], address: home } })
  },
  PAYMENT_IN_PROGRESS: async (scene, send) => {
    const paying = await ordered('CONFIRMING')(scene)
    return send({ body: { lines: [{ skuId: paying.items[0]!.skuId, quantity: 8 }], address: home } })
  },
}

export const ofOrders: Provocations = {
  'POST /v1/orders': {
    ...unorderable,
    PASS_NEEDED: dropping(false),
    PASS_EARLY: dropping(true),
  },
  'POST /v1/orders/preview': unorderable,
  'GET /v1/orders/{id}': { ORDER_NOT_FOUND: missingResource },
  'GET /v1/seller/orders/{id}': { ORDER_NOT_FOUND: missingResource },
  'GET /v1/followed-orders/{id}': {
    FOLLOW_TOKEN_INVALID: (_, send) => send({ headers: { 'x-follow-token': 'x' } }),
    ORDER_NOT_FOUND: missingResource,
  },
  'GET /v1/admin/orders/{id}': { ORDER_NOT_FOUND: missingResource },
  'POST /v1/orders/{id}/cancel': cancelling(),
  'POST /v1/orders/{id}/refund-account': naming,
  'POST /v1/admin/orders/{id}/refund-account': naming,
  'POST /v1/orders/{id}/items/cancel': {
    ...cancelling(items),
    ITEM_NOT_FOUND: of(paid, someItem),
  },
  'POST /v1/admin/orders/{id}/cancel': withoutAccount(cancelling()),
  'POST /v1/admin/orders/{id}/items/cancel': cancellingItems,
  'POST /v1/seller/orders/{id}/items/cancel': cancellingItems,
  'POST /v1/admin/orders/{id}/items/refund': refunding,
  'POST /v1/seller/orders/{id}/items/refund': refunding,
  'POST /v1/admin/orders/{id}/extend': {
    ORDER_NOT_FOUND: missingResource,
    ITEM_NOT_FOUND: of(paid, () => ({ until: inHours(1), itemIds: [999_999] })),
    NOT_EXTENDABLE: of(paid),
    ORDER_CHANGED: of(unpaid, undefined, withVersionConflicts),
  },
  'POST /v1/orders/{id}/confirm': {
    ORDER_NOT_FOUND: missingResource,
    ITEM_NOT_FOUND: of(paid, () => ({ itemIds: [999_999] })),
    NOT_DELIVERED: of(paid, (order) => ({ itemIds: order.items.map(({ id }) => id) })),
  },
  'POST /v1/seller/orders/{id}/ship': {
    ORDER_NOT_FOUND: missingResource,
    ITEM_NOT_FOUND: of(paid, () => ({ courier: 'CJ', trackingNumber: '123456789012', itemIds: [999_999] })),
    NOT_SHIPPABLE: of(shipped),
    ORDER_CHANGED: of(paid, undefined, withVersionConflicts),
  },
  'GET /v1/seller/shipments/{id}': { SHIPMENT_NOT_FOUND: missingResource },
  'PATCH /v1/seller/shipments/{id}': {
    NOT_IN_DELIVERY: missingResource,
    ORDER_CHANGED: async (scene, send) => {
      const { id, shipments } = await shipped(scene)
      await forceVersionConflicts(scene.trade.sql, 'orders', id)
      return send({
        path: { id: shipments[0]!.id },
        body: { courier: 'LOGEN', trackingNumber: '12345678901' },
      })
    },
  },
  'POST /v1/seller/shipments/{id}/deliver': delivering,
  'POST /v1/admin/shipments/{id}/deliver': delivering,
  'POST /v1/payments/confirm': {
    ORDER_NOT_FOUND: missingResource,
    ORDER_ENDED: async (scene, send) => {
      const order = await unpaid(scene)
      await scene.senderOf('POST /v1/orders/{id}/cancel')({ path: { id: order.id } })
      return send({ body: await payment(scene, order) })
    },
    AMOUNT_MISMATCH: async (scene, send) => {
      const order = await unpaid(scene)
      return send({ body: { ...(await payment(scene, order)), amount: order.total - 1 } })
    },
    ALREADY_PAID: async (scene, send) => send({ body: await payment(scene, await paid(scene)) }),
    PAYMENT_IN_PROGRESS: async (scene, send) =>
      send({ body: await payment(scene, await ordered('CONFIRMING')(scene)) }),
    PAYMENT_KEY_USED: async (scene, send) => {
      const [other, order] = [await paid(scene), await unpaid(scene)]
      const { paymentKey } = other.payment!
      return send({ body: { ...(await payment(scene, order)), paymentKey } })
    },
    PAYMENT_DECLINED: async (scene, send) => {
      const order = await unpaid(scene)
      await scene.trade.toss.fault({ kind: 'refuse', operation: 'confirm', orderId: order.number })
      return send({ body: await payment(scene, order) })
    },
    PAYMENT_UNKNOWN: async (scene, send) => {
      const order = await unpaid(scene)
      await scene.trade.toss.fault({ kind: 'cut-after', operation: 'confirm', orderId: order.number })
      return send({ body: await payment(scene, order) })
    },
  },
}

/** What the payment window gives the buyer's browser. */
async function payment({ trade }: Scene, { number, total }: Order) {
  const paymentKey = await trade.toss.pay({ orderId: number, amount: total })
  return { paymentKey, orderId: number, amount: total }
}
