import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/**
 * Marks issued coupons as EXPIRED whose validity has ended, at most COUPON_EXPIRY_BATCH of them. Resolves to how many it
 * marked. A reserved coupon stays reserved until its order releases it.
 */
export async function expireCoupons({ sql, config }: Pick<Context, 'sql' | 'config'>): Promise<number> {
  // Index member_coupons_expiry.
  const [result] = await retryOnConnectionLoss(
    () => sql<[{ coupons: number }]>`
      with ended as materialized (
        select id from member_coupons
        where status = 'ISSUED' and valid_until <= now()
        order by valid_until limit ${config.COUPON_EXPIRY_BATCH} for update skip locked
      ), expired as (
        update member_coupons set status = 'EXPIRED' from ended where member_coupons.id = ended.id
        returning ended.id
      )
      select count(*) as coupons from expired`,
  )
  return result.coupons
}
