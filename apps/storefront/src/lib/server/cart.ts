import { outcomeOf } from '@munova/http-client'
import { failWith } from './problems.ts'

/** Sets the quantity of a size in the visitor's cart, which also accepts the price of now; a failure for the form otherwise. */
export async function setInCart(
  shop: App.Locals['shop'],
  { skuId, quantity }: { skuId: number; quantity: number },
) {
  const set = await outcomeOf(
    shop.PUT('/v1/cart/items/{skuId}', { params: { path: { skuId } }, body: { quantity } }),
  )
  return set.ok ? undefined : failWith(set.problem, { skuId })
}
