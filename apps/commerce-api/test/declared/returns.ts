import type { Order } from '@munova/commerce-contract'
import { beaten } from './beaten.ts'
import { delivered, ordered, paidByDeposit, returning } from './order-states.ts'
import { inexistent, type Provocation, type Provocations, type Scene } from './scene.ts'

/** Asks to give back what an order in this state has. */
const asked =
  (
    state: (scene: Scene) => Promise<Order>,
    change: object = {},
    first: (scene: Scene, order: Order) => Promise<unknown> = () => Promise.resolve(),
  ): Provocation =>
  async (scene, ask) => {
    const order = await state(scene)
    await first(scene, order)
    const body = { itemId: order.items[0]!.id, reason: 'DEFECTIVE', ...change }
    return ask({ path: { id: order.id }, body })
  }

const resolving: Record<string, Provocation> = {
  RETURN_NOT_FOUND: inexistent,
  RETURN_RESOLVED: async (scene, ask) => {
    const path = { id: (await returning(scene)).returns[0]!.id }
    await ask({ path })
    return ask({ path })
  },
  ORDER_CHANGED: async (scene, ask) => {
    const { id, returns } = await returning(scene)
    await beaten(scene.trade.sql, 'orders', id)
    return ask({ path: { id: returns[0]!.id } })
  },
}

export const ofReturns: Provocations = {
  'POST /v1/orders/{id}/returns': {
    ORDER_NOT_FOUND: inexistent,
    ITEM_NOT_FOUND: asked(delivered, { itemId: 999_999 }),
    SKU_NOT_FOUND: asked(delivered, { exchangeSkuId: 999_999 }),
    NOT_DELIVERED: asked(ordered('PAID')),
    RETURN_OPEN: asked(returning),
    RETURN_TOO_LATE: asked(
      delivered,
      { reason: 'CHANGE_OF_MIND' },
      ({ trade }, { id }) =>
        trade.sql`update order_items set delivered_at = now() - interval '30 days' where order_id = ${id}`,
    ),
    REFUND_ACCOUNT_NEEDED: asked(async (scene) => delivered(scene, await paidByDeposit(scene))),
    OUT_OF_STOCK: async (scene, ask) => {
      const { id, items } = await delivered(scene)
      const [soldOut] = await scene.trade.sql<[{ id: number }]>`
        select id from skus where product_id = ${items[0]!.productId} and stock = 0`
      return ask({
        path: { id },
        body: { itemId: items[0]!.id, reason: 'WRONG_SIZE', exchangeSkuId: soldOut.id },
      })
    },
    ORDER_CHANGED: asked(delivered, {}, ({ trade }, { id }) => beaten(trade.sql, 'orders', id)),
  },
  'POST /v1/seller/returns/{id}/accept': resolving,
  'POST /v1/seller/returns/{id}/reject': resolving,
}
