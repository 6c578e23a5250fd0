import * as z from 'zod'
import { Brand } from './brands.ts'
import { Id, Instant, PathId, Won } from './primitives.ts'

/** Names the cart of somebody who is not signed in; who holds it has the cart. 32 random bytes in base64url. */
export const CartToken = z.string().regex(/^[\w-]{43}$/, 'must be a token that a cart was answered with')

/** In place of the cookie `cart_token`, for clients that keep no cookies. A signed-in member needs neither. */
export const CartHeaders = z.looseObject({ 'x-cart-token': CartToken.optional() })

/** How many pairs, absolutely: repeating the request changes nothing. The server may allow fewer. */
export const SetCartItem = z.strictObject({ quantity: z.int().min(1).max(999) })
export type SetCartItem = z.infer<typeof SetCartItem>

export const CartItemPath = z.strictObject({ skuId: PathId })

/**
 * What stands in the way of ordering the line as it is, as of this answer. SOLD_OUT: no pair is left; SHORT: fewer
 * than wanted are; REMOVED: the product is not on sale any more.
 */
export const CartItemState = z.enum(['ORDERABLE', 'SHORT', 'SOLD_OUT', 'REMOVED'])
export type CartItemState = z.infer<typeof CartItemState>

/**
 * A line of a cart. `price` is today's; `priceSeen` is that of when the line was last set, so the price has changed
 * for the customer when they differ. Setting the line again accepts today's price.
 */
export const CartItem = z.object({
  skuId: Id,
  quantity: z.int().positive(),
  state: CartItemState,
  available: z.int().nonnegative(),
  price: Won,
  priceSeen: Won,
  product: z.object({
    id: Id,
    name: z.string(),
    imageUrl: z.string().nullable(),
    brand: Brand,
    sellerId: Id,
  }),
  color: z.string(),
  sizeMm: z.int(),
  addedAt: Instant,
})
export type CartItem = z.infer<typeof CartItem>

/**
 * A cart in the order in which its lines were added. Prices, stock and whether products are on sale are read anew for
 * every answer. `quantity` and `amount` (whole won) sum up the lines that are ORDERABLE.
 *
 * A guest's cart is merged into the member's at sign-in and sign-up, if the request carries its token, or later by
 * `POST /v1/cart/merge`:
 * - a line that only the guest's cart has is added after the member's own, with its quantity and the price seen;
 * - of a line in both, the larger quantity counts, never the sum, so that merging again changes nothing;
 * - lines that no longer fit into the member's cart stay in the guest's, which is gone once it is empty.
 */
export const Cart = z.object({
  items: z.array(CartItem),
  quantity: z.int().nonnegative(),
  amount: z.int().nonnegative(),
})
export type Cart = z.infer<typeof Cart>
