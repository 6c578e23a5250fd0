import type { Cart, CartItem } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { validPrice } from '../catalogue/prices/valid-price.ts'
import type { Context } from '../context.ts'
import { problem } from '../problems.ts'
import { availableToOwner, cartItems, toCart, type CartLineRow } from './items.ts'
import { ownedBy, type CartOwner } from './owner.ts'
import { retryOnTakenPosition } from './retry-on-taken-position.ts'

interface CartLine {
  skuId: number
  quantity: number
}

interface SetItemResult {
  /** Pairs available; null when no SKU with this id is on sale. */
  available: number | null
  isFull: boolean
  /** False when the line was not written, as there is no cart of this owner. */
  isSet: boolean
  items: CartItem[]
}

/**
 * Sets the quantity of a SKU in the cart, at the current price. Undefined when no cart has the token, or the member has
 * withdrawn. Throws QUANTITY_ABOVE_LIMIT, SKU_NOT_FOUND, NOT_ENOUGH_STOCK, CART_FULL.
 */
export async function setItem(context: Context, owner: CartOwner, line: CartLine): Promise<Cart | undefined> {
  const { CART_LINES, CART_LINE_QUANTITY } = context.config
  if (line.quantity > CART_LINE_QUANTITY)
    throw problem('QUANTITY_ABOVE_LIMIT', { detail: 'atMost', pairs: CART_LINE_QUANTITY })
  const result = await retryOnTakenPosition(() =>
    retryOnConnectionLoss(() => upsertLine(context, owner, line)),
  )
  if (result.available === null) throw problem('SKU_NOT_FOUND')
  if (result.available < line.quantity)
    throw problem('NOT_ENOUGH_STOCK', { detail: 'available', available: result.available })
  if (result.isFull) throw problem('CART_FULL', { detail: 'atMost', lines: CART_LINES })
  return result.isSet ? toCart(result.items) : undefined
}

/** Checks, writes and reads the cart in one statement, because it is one of the most frequent requests. */
async function upsertLine(
  { genericPlanSql: sql, config }: Context,
  owner: CartOwner,
  { skuId, quantity }: CartLine,
): Promise<SetItemResult> {
  const lines = cte<CartLineRow>(
    sql,
    'lines',
    sql`select * from existing where sku_id <> ${skuId} union all select * from set_line`,
  )
  const [result] = await sql<[SetItemResult]>`
    with sku as (
      select skus.id, ${validPrice(sql)} as price, ${availableToOwner(sql, owner)} as available
      from skus join products on products.id = skus.product_id
      where skus.id = ${skuId} and products.status = 'PUBLISHED'
    ), existing as (
      select cart_lines.* from carts join cart_lines on cart_id = carts.id where ${ownedBy(sql, owner)}
    ), space as (
      select count(*) < ${config.CART_LINES} or coalesce(bool_or(sku_id = ${skuId}), false) as is_free,
        coalesce(max(position), 0) + 1 as position
      from existing
    ), accepted as (
      select sku.*, space.position from sku, space where sku.available >= ${quantity} and space.is_free
    ), cart as (${lockCart(sql, owner)}),
    set_line as (
      insert into cart_lines (cart_id, sku_id, quantity, price, position)
      select cart.id, accepted.id, ${quantity}, accepted.price, accepted.position from cart, accepted
      on conflict (cart_id, sku_id) do update set quantity = excluded.quantity, price = excluded.price
      returning *
    ), ${lines.definition}
    select (select available from sku) as available, not (select is_free from space) as "isFull",
      exists (select from set_line) as "isSet", ${cartItems(sql, lines, owner)} as items`
  return result
}

/**
 * When the line is accepted: locks the cart, so that it is neither deleted nor merged at the same time, and creates it
 * where the owner may create one.
 */
function lockCart(sql: Sql, owner: CartOwner): Fragment {
  if ('memberId' in owner) {
    return sql`
      insert into carts (member_id)
      select members.id from members, accepted where members.id = ${owner.memberId} and members.status = 'ACTIVE'
      on conflict (member_id) do update set changed_on = excluded.changed_on
      returning id`
  }
  if (owner.create) {
    return sql`
      insert into carts (token_hash) select ${owner.tokenHash} from accepted
      on conflict (token_hash) do update set changed_on = excluded.changed_on
      returning id`
  }
  return sql`
    update carts set changed_on = current_date from accepted where token_hash = ${owner.tokenHash} returning carts.id`
}
