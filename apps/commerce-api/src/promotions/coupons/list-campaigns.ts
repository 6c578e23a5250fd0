import { Id, type CouponCampaignPage, type OpenCampaignPage, type PageQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../../cursor.ts'
import { campaignColumns, shownCampaign, type CampaignRow } from './campaign.ts'

const NewestPlace = z.tuple([z.literal('campaigns'), Id])
// Until 2100; PostgreSQL refuses some years that JavaScript can count to.
const EndPlace = z.tuple([z.literal('open'), z.int().min(0).max(4_102_444_800_000), Id])

/** Every campaign there ever was, newest first. */
export async function listCampaigns(sql: Sql, { cursor, limit }: PageQuery): Promise<CouponCampaignPage> {
  const before = cursor === undefined ? undefined : readCursor(NewestPlace, cursor)[1]
  const rows = await retryOnConnectionLoss(
    () => sql<CampaignRow[]>`
      select ${campaignColumns(sql)} from coupon_campaigns campaign
      where ${before === undefined ? sql`true` : sql`id < ${before}`}
      order by id desc limit ${limit + 1}`,
  )
  return pageOf(rows, limit, { item: shownCampaign, place: ({ id }) => ['campaigns', id] })
}

/** What a member can get now or later. */
export async function listOpenCampaigns(
  sql: Sql,
  memberId: number,
  { cursor, limit }: PageQuery,
): Promise<OpenCampaignPage> {
  const [, endsAt, id] = cursor === undefined ? [] : readCursor(EndPlace, cursor)
  // Indexes coupon_campaigns_end and member_coupons_once.
  const rows = await retryOnConnectionLoss(
    () => sql<(CampaignRow & { isMine: boolean })[]>`
      select ${campaignColumns(sql)}, exists (
        select from member_coupons where campaign_id = campaign.id and member_id = ${memberId}) as "isMine"
      from coupon_campaigns campaign
      where ends_at > now()
        ${endsAt === undefined || id === undefined ? sql`` : sql`and (ends_at, id) > (${new Date(endsAt)}, ${id})`}
      order by ends_at, id limit ${limit + 1}`,
  )
  return pageOf(rows, limit, {
    item: (row) => ({ ...shownCampaign(row), isMine: row.isMine }),
    place: (row) => ['open', row.endsAt.getTime(), row.id],
  })
}
