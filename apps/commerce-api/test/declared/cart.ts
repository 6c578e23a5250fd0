import { inexistent, type Provocation, type Provocations } from './scene.ts'

const put =
  (stock: number, quantity: number): Provocation =>
  async ({ trade, people }, ask) => {
    const { skuIds } = await trade.shoe(people.SELLER, [stock])
    return ask({ as: people.BUYER, path: { skuId: skuIds[0]! }, body: { quantity } })
  }

export const ofCarts: Provocations = {
  'PUT /v1/cart/items/{skuId}': {
    SKU_NOT_FOUND: inexistent,
    NOT_ENOUGH_STOCK: put(1, 2),
    // Above what openScene() allows.
    QUANTITY_ABOVE_LIMIT: put(99, 99),
  },
}
