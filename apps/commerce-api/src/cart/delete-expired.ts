import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../context.ts'

/**
 * Deletes guest carts that were not changed for GUEST_CART_DAYS, at most GUEST_CART_SWEEP_BATCH of them. Resolves to how
 * many it deleted.
 */
export async function deleteExpiredGuestCarts({ sql, config }: Context): Promise<number> {
  // Index carts_guest_changed_on.
  const [result] = await retryOnConnectionLoss(
    () => sql<[{ carts: number }]>`
      with expired as materialized (
        select id from carts
        where member_id is null and changed_on < current_date - ${config.GUEST_CART_DAYS}::int
        order by changed_on limit ${config.GUEST_CART_SWEEP_BATCH} for update skip locked
      ), lines as (
        delete from cart_lines using expired where cart_id = expired.id
      ), deleted as (
        delete from carts using expired where carts.id = expired.id returning carts.id
      )
      select count(*) as carts from deleted`,
  )
  return result.carts
}
