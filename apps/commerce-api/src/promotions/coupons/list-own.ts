import { Id, type Coupon, type CouponPage, type CouponQuery } from '@munova/commerce-contract'
import { columnList, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { problem } from '../../problems.ts'
import { couponColumns, toCoupon, type CouponRow } from './coupon.ts'

const Position = z.tuple([z.literal('coupons'), Id])

/** A member's coupons, newest first. A coupon is EXPIRED from `validUntil` on, also before the expiry job marks it. */
export async function listOwnCoupons(
  sql: Sql,
  memberId: number,
  { status, cursor, limit }: CouponQuery,
): Promise<CouponPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  const current = currentStatus(sql)
  // Index member_coupons_member, backwards.
  const rows = await retryOnConnectionLoss(
    () => sql<CouponRow[]>`
      select ${columnList<CouponRow>(sql, couponColumns(sql, { status: current }))}
      from member_coupons coupon join coupon_campaigns campaign on campaign.id = campaign_id
      where member_id = ${memberId}
        ${status === undefined ? sql`` : sql`and ${current} = ${status}`}
        ${before === undefined ? sql`` : sql`and coupon.id < ${before}`}
      order by coupon.id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: toCoupon, position: ({ id }) => ['coupons', id] })
}

/** A member's own coupon. Throws COUPON_NOT_FOUND, for another member's too. */
export async function readOwnCoupon(sql: Sql, memberId: number, id: number): Promise<Coupon> {
  const [row] = await retryOnConnectionLoss(
    () => sql<CouponRow[]>`
      select ${columnList<CouponRow>(sql, couponColumns(sql, { status: currentStatus(sql) }))}
      from member_coupons coupon join coupon_campaigns campaign on campaign.id = campaign_id
      where coupon.id = ${id} and member_id = ${memberId}`,
  )
  if (!row) throw problem('COUPON_NOT_FOUND')
  return toCoupon(row)
}

function currentStatus(sql: Sql): Fragment {
  return sql`
    case when coupon.status = 'ISSUED' and coupon.valid_until <= now() then 'EXPIRED' else coupon.status end`
}
