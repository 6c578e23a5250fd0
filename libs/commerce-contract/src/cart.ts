import * as z from 'zod'
import { Brand } from './catalogue/brands.ts'
import { Id, Instant, PathId, Won } from './primitives.ts'

/** Identifies and authorises access to a guest's cart: 32 random bytes in base64url. */
export const CartToken = z.string().regex(/^[\w-]{43}$/, 'must be a token that a cart response contained')

/** Instead of the cookie `cart_token`, for clients without cookies. A signed-in member needs neither. */
export const CartHeaders = z.looseObject({ 'x-cart-token': CartToken.optional() })

/** The new quantity, not an increment: repeating the request changes nothing. The server may have a lower maximum. */
export const SetCartItem = z.strictObject({ quantity: z.int().min(1).max(999) })
export type SetCartItem = z.infer<typeof SetCartItem>

export const CartItemPath = z.strictObject({ skuId: PathId })

/**
 * Whether the line can be ordered as it is, as of this response. SOLD_OUT: no pair is available; SHORT: fewer than the
 * quantity are; REMOVED: the product is no longer on sale.
 */
export const CartItemState = z.enum(['ORDERABLE', 'SHORT', 'SOLD_OUT', 'REMOVED'])
export type CartItemState = z.infer<typeof CartItemState>

/**
 * A line of a cart. `price` is the current price, `listPrice` the one without a sale, `priceSeen` the price when the line was last set: when they differ, the
 * price has changed since the customer saw it. Setting the line again accepts the current price.
 */
export const CartItem = z.object({
  skuId: Id,
  quantity: z.int().positive(),
  state: CartItemState,
  available: z.int().nonnegative(),
  price: Won,
  listPrice: Won,
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
 * A cart, its lines in the order in which they were added. Prices, stock and product status are current in every response.
 * `quantity` and `amount` (whole won) are the sums of the lines that are ORDERABLE.
 *
 * The member's cart adopts a guest cart at sign-in and sign-up, if the request carries its token, or later by
 * `POST /v1/cart/merge`:
 * - a line that only the guest cart has is added after the member's lines, with its quantity and the price seen;
 * - for a line in both, the larger quantity applies, never the sum, so that merging again changes nothing;
 * - lines that do not fit into the member's cart stay in the guest cart, which is deleted once it is empty.
 */
export const Cart = z.object({
  items: z.array(CartItem),
  quantity: z.int().nonnegative(),
  amount: z.int().nonnegative(),
})
export type Cart = z.infer<typeof Cart>
