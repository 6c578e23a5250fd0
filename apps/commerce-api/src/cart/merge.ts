import { retryOnConnectionLoss, sqlState } from '@munova/database'
import type { Context } from '../context.ts'
import { repeatForPlace } from './repeat.ts'

/** Each further attempt needs one more line put into the guest's cart at the very moment of signing in. */
const ATTEMPTS = 5

/**
 * Merges a guest's cart into the member's by the rules of the contract's `Cart`. Answers whether nothing of it is left;
 * a token without a cart leaves nothing.
 */
export async function mergeCart(context: Context, memberId: number, tokenHash: Buffer): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await repeatForPlace(() => retryOnConnectionLoss(() => statement(context, memberId, tokenHash)))
    } catch (error) {
      // 23503, foreign_key_violation: the guest's cart got a line that the statement did not see yet.
      if (attempt === ATTEMPTS || sqlState(error) !== '23503') throw error
    }
  }
}

/** The guest's cart is locked before the member's, always; who waits for it finds it gone. */
async function statement({ sql, config }: Context, memberId: number, tokenHash: Buffer): Promise<boolean> {
  const [outcome] = await sql<[{ unmoved: number }]>`
    with guest as materialized (
      select id from carts where token_hash = ${tokenHash} for update
    ), cart as (
      insert into carts (member_id)
      select members.id from members, guest where members.id = ${memberId} and members.status = 'ACTIVE'
      on conflict (member_id) do update set touched_on = excluded.touched_on
      returning id
    ), held as (
      select cart_lines.* from carts join cart_lines on cart_id = carts.id where member_id = ${memberId}
    ), brought as (
      select cart_lines.* from guest join cart_lines on cart_id = guest.id
    ), added as (
      select brought.*, row_number() over (order by place) as number
      from brought where sku_id not in (select sku_id from held)
    ), moving as (
      select sku_id, quantity, price, added_at, number from added
      where number <= ${config.CART_LINES} - (select count(*) from held)
      union all
      -- Only to be compared with the member's line: number 0 is a place that is taken.
      select sku_id, quantity, price, added_at, 0 from brought where sku_id in (select sku_id from held)
    ), moved as (
      insert into cart_lines as own (cart_id, sku_id, quantity, price, added_at, place)
      select cart.id, sku_id, quantity, price, added_at, (select coalesce(max(place), 0) from held) + number
      from cart, moving
      on conflict (cart_id, sku_id) do update set quantity = greatest(own.quantity, excluded.quantity)
      returning sku_id
    ), gone as (
      delete from cart_lines using guest where cart_id = guest.id and sku_id in (select sku_id from moved)
    ), remains as (
      select count(*) as unmoved from brought where sku_id not in (select sku_id from moved)
    ), ended as (
      delete from carts using guest, remains where carts.id = guest.id and remains.unmoved = 0
    )
    select unmoved from remains`
  return outcome.unmoved === 0
}
