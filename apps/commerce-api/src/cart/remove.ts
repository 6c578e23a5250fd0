import type { Cart, CartItem } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { cartOf, itemsOf } from './items.ts'
import { ownedBy, type CartOwner } from './owner.ts'

/** Takes a line out; one that is not there is fine. */
export async function removeItem(sql: Sql, owner: CartOwner, skuId: number): Promise<Cart> {
  const [cart] = await retryOnConnectionLoss(
    () => sql<[{ items: CartItem[] }]>`
      with gone as (
        delete from cart_lines using carts
        where cart_id = carts.id and ${ownedBy(sql, owner)} and sku_id = ${skuId}
      ), lines as (
        select cart_lines.* from carts join cart_lines on cart_id = carts.id
        where ${ownedBy(sql, owner)} and sku_id <> ${skuId}
      )
      select (${itemsOf(sql)}) as items`,
  )
  return cartOf(cart.items)
}

/** Takes every line out that is there now. */
export async function emptyCart(sql: Sql, owner: CartOwner): Promise<void> {
  await retryOnConnectionLoss(
    () => sql`delete from cart_lines using carts where cart_id = carts.id and ${ownedBy(sql, owner)}`,
  )
}
