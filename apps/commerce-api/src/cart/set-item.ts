import type { Cart, CartItem } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../problems.ts'
import type { Context } from '../context.ts'
import { available } from '../catalogue/stock/available.ts'
import { cartOf, itemsOf } from './items.ts'
import { ownedBy, type CartOwner } from './owner.ts'
import { repeatForPlace } from './repeat.ts'

interface Line {
  skuId: number
  quantity: number
}

interface Outcome {
  /** Pairs left; null when there is no such SKU on sale. */
  available: number | null
  full: boolean
  /** False when there was no cart to write to. */
  set: boolean
  items: CartItem[]
}

/**
 * Puts a size into the cart, or changes how many pairs of it are there: always to this number, at today's price.
 * Undefined when the token has no cart, or the member has withdrawn. Throws QUANTITY_ABOVE_LIMIT, SKU_NOT_FOUND,
 * NOT_ENOUGH_STOCK, CART_FULL.
 */
export async function setItem(context: Context, owner: CartOwner, line: Line): Promise<Cart | undefined> {
  const { CART_LINES, CART_LINE_QUANTITY } = context.config
  if (line.quantity > CART_LINE_QUANTITY)
    throw problem('QUANTITY_ABOVE_LIMIT', `At most ${CART_LINE_QUANTITY} pairs of one size`)
  const outcome = await repeatForPlace(() => retryOnConnectionLoss(() => statement(context, owner, line)))
  if (outcome.available === null) throw problem('SKU_NOT_FOUND')
  if (outcome.available < line.quantity) throw problem('NOT_ENOUGH_STOCK', `${outcome.available} are left`)
  if (outcome.full) throw problem('CART_FULL', `At most ${CART_LINES} lines`)
  return outcome.set ? cartOf(outcome.items) : undefined
}

/** All of it in one statement: it is what people do most. */
async function statement(
  { genericPlanSql: sql, config }: Context,
  owner: CartOwner,
  { skuId, quantity }: Line,
): Promise<Outcome> {
  const [outcome] = await sql<[Outcome]>`
    with sku as (
      select skus.id, products.price, ${available(sql)} as available
      from skus join products on products.id = skus.product_id
      where skus.id = ${skuId} and products.status = 'PUBLISHED'
    ), held as (
      select cart_lines.* from carts join cart_lines on cart_id = carts.id where ${ownedBy(sql, owner)}
    ), room as (
      select count(*) < ${config.CART_LINES} or coalesce(bool_or(sku_id = ${skuId}), false) as free,
        coalesce(max(place), 0) + 1 as place
      from held
    ), fitting as (
      select sku.*, room.place from sku, room where sku.available >= ${quantity} and room.free
    ), cart as (${lockCart(sql, owner)}),
    set_line as (
      insert into cart_lines (cart_id, sku_id, quantity, price, place)
      select cart.id, fitting.id, ${quantity}, fitting.price, fitting.place from cart, fitting
      on conflict (cart_id, sku_id) do update set quantity = excluded.quantity, price = excluded.price
      returning *
    ), lines as (
      select * from held where sku_id <> ${skuId} union all select * from set_line
    )
    select (select available from sku) as available, not (select free from room) as full,
      exists (select from set_line) as set, (${itemsOf(sql)}) as items`
  return outcome
}

/** If the line fits: locks the cart, so that it cannot be forgotten or merged meanwhile; begins it where it may. */
function lockCart(sql: Sql, owner: CartOwner) {
  if ('memberId' in owner) {
    return sql`
      insert into carts (member_id)
      select members.id from members, fitting where members.id = ${owner.memberId} and members.status = 'ACTIVE'
      on conflict (member_id) do update set touched_on = excluded.touched_on
      returning id`
  }
  if (owner.begin) {
    return sql`
      insert into carts (token_hash) select ${owner.tokenHash} from fitting
      on conflict (token_hash) do update set touched_on = excluded.touched_on
      returning id`
  }
  return sql`
    update carts set touched_on = current_date from fitting where token_hash = ${owner.tokenHash} returning carts.id`
}
