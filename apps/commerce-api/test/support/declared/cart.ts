import { missingResource, type Provocation, type Provocations } from './error-scene.ts'

const put =
  (stock: number, quantity: number): Provocation =>
  async ({ trade, people }, send) => {
    const { skuIds } = await trade.shoe(people.SELLER, [stock])
    return send({ as: people.BUYER, path: { skuId: skuIds[0]! }, body: { quantity } })
  }

export const ofCarts: Provocations = {
  'PUT /v1/cart/items/{skuId}': {
    SKU_NOT_FOUND: missingResource,
    NOT_ENOUGH_STOCK: put(1, 2),
    // Above CART_LINE_QUANTITY of the scene.
    QUANTITY_ABOVE_LIMIT: put(99, 99),
  },
}
