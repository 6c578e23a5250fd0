import {
  Id,
  type CouponCampaign,
  type CouponCampaignPage,
  type OpenCampaign,
  type OpenCampaignPage,
  type PageQuery,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, EpochMs, toPage } from '@munova/service'
import { z } from 'zod'
import { problem } from '../../problems.ts'
import { campaignColumns, toCampaign, type CampaignRow } from './campaign.ts'

const NewestPosition = z.tuple([z.literal('campaigns'), Id])
const EndPosition = z.tuple([z.literal('open'), EpochMs, Id])

/** All campaigns, newest first. */
export async function listCampaigns(sql: Sql, { cursor, limit }: PageQuery): Promise<CouponCampaignPage> {
  const before = decodeCursor(NewestPosition, cursor)?.[1]
  const rows = await retryOnConnectionLoss(
    () => sql<CampaignRow[]>`
      select ${campaignColumns(sql)} from coupon_campaigns campaign
      where ${before === undefined ? sql`true` : sql`id < ${before}`}
      order by campaign.id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: toCampaign, position: ({ id }) => ['campaigns', id] })
}

/** Throws CAMPAIGN_NOT_FOUND. */
export async function readCampaign(sql: Sql, id: number): Promise<CouponCampaign> {
  const [row] = await retryOnConnectionLoss(
    () => sql<CampaignRow[]>`
      select ${campaignColumns(sql)} from coupon_campaigns campaign where campaign.id = ${id}`,
  )
  if (!row) throw problem('CAMPAIGN_NOT_FOUND')
  return toCampaign(row)
}

/** A campaign as this member sees it, also when it has ended. Throws CAMPAIGN_NOT_FOUND. */
export async function readOpenCampaign(sql: Sql, memberId: number, id: number): Promise<OpenCampaign> {
  const [row] = await retryOnConnectionLoss(
    () => sql<OwnCampaignRow[]>`
      select ${ownCampaignColumns(sql, memberId)} from coupon_campaigns campaign where campaign.id = ${id}`,
  )
  if (!row) throw problem('CAMPAIGN_NOT_FOUND')
  return toOpenCampaign(row)
}

type OwnCampaignRow = CampaignRow & { isMine: boolean }

const ownCampaignColumns = (sql: Sql, memberId: number) => sql`
  ${campaignColumns(sql)}, exists (
    select from member_coupons where campaign_id = campaign.id and member_id = ${memberId}) as "isMine"`

const toOpenCampaign = ({ isMine, ...row }: OwnCampaignRow): OpenCampaign => ({ ...toCampaign(row), isMine })

/** The campaigns that have not ended, those that end first at the top. */
export async function listOpenCampaigns(
  sql: Sql,
  memberId: number,
  { cursor, limit }: PageQuery,
): Promise<OpenCampaignPage> {
  const [, endsAt, id] = decodeCursor(EndPosition, cursor) ?? []
  // Indexes coupon_campaigns_end and member_coupons_once.
  const rows = await retryOnConnectionLoss(
    () => sql<OwnCampaignRow[]>`
      select ${ownCampaignColumns(sql, memberId)} from coupon_campaigns campaign
      where ends_at > now()
        ${endsAt === undefined || id === undefined ? sql`` : sql`and (ends_at, id) > (${new Date(endsAt)}, ${id})`}
      order by ends_at, campaign.id limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: toOpenCampaign,
    position: (row) => ['open', Date.parse(row.endsAt), row.id],
  })
}
