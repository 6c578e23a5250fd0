import type { Sql } from '@munova/database'
import type { Person } from './open-shop.ts'

/** Stores a coupon of a new campaign for a member; its id. */
export async function giveCoupon(
  sql: Sql,
  { member }: Person,
  { amount = null, percent = null }: { amount?: number | null; percent?: number | null },
): Promise<number> {
  const [coupon] = await sql<[{ id: number }]>`
    with campaign as (
      insert into coupon_campaigns (name, kind, amount, percent, quantity, issued, starts_at, ends_at, valid_until,
        scope, created_by)
      values ('가을', ${amount === null ? 'PERCENT' : 'FIXED'}, ${amount}, ${percent}, 1, 1, now() - interval '1 day',
        now() + interval '1 day', now() + interval '2 days', 'ALL', ${member.id})
      returning id
    )
    insert into member_coupons (campaign_id, member_id, valid_until)
    select id, ${member.id}, now() + interval '2 days' from campaign returning id`
  return coupon.id
}
