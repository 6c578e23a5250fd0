import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/** Marks coupons whose time has come, a bounded number; answers how many. Reserved ones are their order's. */
export async function expireCoupons({ sql, config }: Pick<Context, 'sql' | 'config'>): Promise<number> {
  // Index member_coupons_expiry.
  const [outcome] = await retryOnConnectionLoss(
    () => sql<[{ coupons: number }]>`
      with over as materialized (
        select id from member_coupons
        where status = 'ISSUED' and valid_until <= now()
        order by valid_until limit ${config.COUPON_EXPIRY_BATCH} for update skip locked
      ), expired as (
        update member_coupons set status = 'EXPIRED' from over where member_coupons.id = over.id
        returning over.id
      )
      select count(*) as coupons from expired`,
  )
  return outcome.coupons
}
