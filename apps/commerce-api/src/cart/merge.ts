import { retryOnConnectionLoss, sqlState } from '@munova/database'
import { retry } from '@munova/service'
import type { Context } from '../context.ts'
import { retryOnTakenPosition } from './retry-on-taken-position.ts'

/** Each further attempt needs another line to be added to the guest cart during the merge; this allows for 30 of them. */
const ATTEMPTS = 30

/**
 * Merges a guest cart into the member's by the rules of the contract's `Cart`. Resolves to whether the guest cart is gone;
 * it is, too, when no cart has the token.
 */
export function mergeCart(context: Context, memberId: number, tokenHash: Buffer): Promise<boolean> {
  return retry(
    () => retryOnTakenPosition(() => retryOnConnectionLoss(() => moveLines(context, memberId, tokenHash))),
    // 23503, foreign_key_violation: a line was added to the guest cart that the statement did not see yet.
    { attempts: ATTEMPTS, when: (error) => sqlState(error) === '23503' },
  )
}

/** Always locks the guest cart before the member's. A concurrent merge waits for the lock and then finds no guest cart. */
async function moveLines({ sql, config }: Context, memberId: number, tokenHash: Buffer): Promise<boolean> {
  const [result] = await sql<[{ remaining: number }]>`
    with guest as materialized (
      select id from carts where token_hash = ${tokenHash} for update
    ), cart as (
      insert into carts (member_id)
      select members.id from members, guest where members.id = ${memberId} and members.status = 'ACTIVE'
      on conflict (member_id) do update set changed_on = excluded.changed_on
      returning id
    ), member_lines as (
      select cart_lines.* from carts join cart_lines on cart_id = carts.id where member_id = ${memberId}
    ), guest_lines as (
      select cart_lines.* from guest join cart_lines on cart_id = guest.id
    ), new_lines as (
      select guest_lines.*, row_number() over (order by position) as number
      from guest_lines where sku_id not in (select sku_id from member_lines)
    ), merging as (
      select sku_id, quantity, price, added_at, number from new_lines
      where number <= ${config.CART_LINES} - (select count(*) from member_lines)
      union all
      -- The member has a line of this SKU: the insert conflicts with it, so the position is never used.
      select sku_id, quantity, price, added_at, 0 from guest_lines where sku_id in (select sku_id from member_lines)
    ), merged as (
      insert into cart_lines as own (cart_id, sku_id, quantity, price, added_at, position)
      select cart.id, sku_id, quantity, price, added_at,
        (select coalesce(max(position), 0) from member_lines) + number
      from cart, merging
      on conflict (cart_id, sku_id) do update set quantity = greatest(own.quantity, excluded.quantity)
      returning sku_id
    ), deleted_lines as (
      delete from cart_lines using guest where cart_id = guest.id and sku_id in (select sku_id from merged)
    ), remaining as (
      select count(*) from guest_lines where sku_id not in (select sku_id from merged)
    ), deleted_cart as (
      delete from carts using guest, remaining where carts.id = guest.id and remaining.count = 0
    )
    select count as remaining from remaining`
  return result.remaining === 0
}
