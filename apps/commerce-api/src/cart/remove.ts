import type { Cart, CartItem } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { cartItems, toCart, type CartLineRow } from './items.ts'
import { ownedBy, type CartOwner } from './owner.ts'

/** Removes one line, if it is there, and returns the remaining cart. */
export async function removeItem(sql: Sql, owner: CartOwner, skuId: number): Promise<Cart> {
  const remaining = cte<CartLineRow>(
    sql,
    'remaining',
    sql`
      select cart_lines.* from carts join cart_lines on cart_id = carts.id
      where ${ownedBy(sql, owner)} and sku_id <> ${skuId}`,
  )
  const [cart] = await retryOnConnectionLoss(
    () => sql<[{ items: CartItem[] }]>`
      with removed as (
        delete from cart_lines using carts
        where cart_id = carts.id and ${ownedBy(sql, owner)} and sku_id = ${skuId}
      ), ${remaining.definition}
      select ${cartItems(sql, remaining, owner)} as items`,
  )
  return toCart(cart.items)
}

/** Removes every line that is in the cart now. */
export async function emptyCart(sql: Sql, owner: CartOwner): Promise<void> {
  await retryOnConnectionLoss(
    () => sql`delete from cart_lines using carts where cart_id = carts.id and ${ownedBy(sql, owner)}`,
  )
}
