import type { Order } from '@munova/commerce-contract'
import { inHours } from '../open-campaign.ts'
import { forceVersionConflicts } from './version-conflicts.ts'
import { delivered, ordered, paidByDeposit, returning } from './order-states.ts'
import { missingResource, type Provocation, type Provocations, type Scene } from './error-scene.ts'

/** Requests a return of an order in this state. */
const requested =
  (
    state: (scene: Scene) => Promise<Order>,
    change: object = {},
    first: (scene: Scene, order: Order) => Promise<unknown> = () => Promise.resolve(),
  ): Provocation =>
  async (scene, send) => {
    const order = await state(scene)
    await first(scene, order)
    const body = { itemId: order.items[0]!.id, reason: 'DEFECTIVE', ...change }
    return send({ path: { id: order.id }, body })
  }

const resolving: Record<string, Provocation> = {
  RETURN_NOT_FOUND: missingResource,
  RETURN_RESOLVED: async (scene, send) => {
    const path = { id: (await returning(scene)).returns[0]!.id }
    await send({ path })
    return send({ path })
  },
  ORDER_CHANGED: async (scene, send) => {
    const { id, returns } = await returning(scene)
    await forceVersionConflicts(scene.trade.sql, 'orders', id)
    return send({ path: { id: returns[0]!.id } })
  },
}

export const ofReturns: Provocations = {
  'POST /v1/orders/{id}/returns': {
    ORDER_NOT_FOUND: missingResource,
    ITEM_NOT_FOUND: requested(delivered, { itemId: 999_999 }),
    SKU_NOT_FOUND: requested(delivered, { exchangeSkuId: 999_999 }),
    NOT_DELIVERED: requested(ordered('PAID')),
    RETURN_OPEN: requested(returning),
    ORDER_REFUNDED: requested(
      delivered,
      {},
      ({ trade }, { id }) => trade.sql`
        update payments set status = 'CANCELED', refunded = amount, refund_requested = amount where order_id = ${id}`,
    ),
    RETURN_TOO_LATE: requested(
      delivered,
      { reason: 'CHANGE_OF_MIND' },
      ({ trade }, { id }) =>
        trade.sql`update order_items set delivered_at = now() - interval '30 days' where order_id = ${id}`,
    ),
    REFUND_ACCOUNT_NEEDED: requested(async (scene) => delivered(scene, await paidByDeposit(scene))),
    OUT_OF_STOCK: async (scene, send) => {
      const { id, items } = await delivered(scene)
      const [soldOut] = await scene.trade.sql<[{ id: number }]>`
        select id from skus where product_id = ${items[0]!.productId} and stock = 0`
      return send({
        path: { id },
        body: { itemId: items[0]!.id, reason: 'WRONG_SIZE', exchangeSkuId: soldOut.id },
      })
    },
    ORDER_CHANGED: requested(delivered, {}, ({ trade }, { id }) =>
      forceVersionConflicts(trade.sql, 'orders', id),
    ),
  },
  'GET /v1/orders/{id}/returns/{returnId}': {
    ORDER_NOT_FOUND: missingResource,
    RETURN_NOT_FOUND: async (scene, send) => send({ path: { id: (await returning(scene)).id } }),
  },
  'POST /v1/admin/returns/{id}/accept': resolving,
  'POST /v1/admin/returns/{id}/reject': resolving,
  'POST /v1/admin/returns/{id}/extend': {
    ...resolving,
    RETURN_RESOLVED: async (scene, send) => {
      const { id } = (await returning(scene)).returns[0]!
      await scene.senderOf('POST /v1/seller/returns/{id}/reject')({ path: { id } })
      return send({ path: { id } })
    },
    NOT_EXTENDABLE: async (scene, send) =>
      send({ path: { id: (await returning(scene)).returns[0]!.id }, body: { until: inHours(-1) } }),
  },
  'POST /v1/seller/returns/{id}/accept': resolving,
  'POST /v1/seller/returns/{id}/reject': resolving,
}
