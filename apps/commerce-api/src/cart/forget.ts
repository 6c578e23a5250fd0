import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../context.ts'

/** Deletes carts of guests that were not changed for long, a bounded number; answers how many. */
export async function forgetGuestCarts({ sql, config }: Context): Promise<number> {
  // Index carts_forgotten.
  const [outcome] = await retryOnConnectionLoss(
    () => sql<[{ carts: number }]>`
      with forgotten as materialized (
        select id from carts
        where member_id is null and touched_on < current_date - ${config.GUEST_CART_DAYS}::int
        order by touched_on limit ${config.GUEST_CART_SWEEP_BATCH} for update skip locked
      ), lines as (
        delete from cart_lines using forgotten where cart_id = forgotten.id
      ), gone as (
        delete from carts using forgotten where carts.id = forgotten.id returning carts.id
      )
      select count(*) as carts from gone`,
  )
  return outcome.carts
}
