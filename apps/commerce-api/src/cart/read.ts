import type { Cart, CartItem } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { cartItems, toCart, type CartLineRow } from './items.ts'
import { ownedBy, type CartOwner } from './owner.ts'

/** The cart with current prices and stock; an empty one for an owner who has none. */
export async function readCart(sql: Sql, owner: CartOwner): Promise<Cart> {
  const lines = cte<CartLineRow>(
    sql,
    'lines',
    sql`select cart_lines.* from carts join cart_lines on cart_id = carts.id where ${ownedBy(sql, owner)}`,
  )
  const [cart] = await retryOnConnectionLoss(
    () =>
      sql<[{ items: CartItem[] }]>`with ${lines.definition} select ${cartItems(sql, lines, owner)} as items`,
  )
  return toCart(cart.items)
}
