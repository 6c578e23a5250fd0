import type { Cart, CartItem } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { cartOf, itemsOf } from './items.ts'
import { ownedBy, type CartOwner } from './owner.ts'

/** The cart as things are now. Whoever has none has an empty one. */
export async function readCart(sql: Sql, owner: CartOwner): Promise<Cart> {
  const [cart] = await retryOnConnectionLoss(
    () => sql<[{ items: CartItem[] }]>`
      with lines as (
        select cart_lines.* from carts join cart_lines on cart_id = carts.id where ${ownedBy(sql, owner)}
      )
      select (${itemsOf(sql)}) as items`,
  )
  return cartOf(cart.items)
}
