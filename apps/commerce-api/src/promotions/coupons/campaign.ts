import type { CouponCampaign } from '@munova/commerce-contract'
import { columnList, isoInstant, type Columns, type Fragment, type Sql } from '@munova/database'
import { splitTerms, termsColumns, type TermsRow } from './terms.ts'

type CampaignFields = Omit<CouponCampaign, 'name' | 'minimumOrder' | 'discount' | 'scope'>
export type CampaignRow = CampaignFields & TermsRow

/** Selects CampaignRow from a row of `coupon_campaigns` that the statement calls `campaign`. */
export function campaignColumns(sql: Sql): Fragment {
  const fields: Columns<CampaignFields> = {
    id: sql`campaign.id`,
    quantity: sql`campaign.quantity`,
    issued: sql`campaign.issued`,
    startsAt: isoInstant(sql, sql`campaign.starts_at`),
    endsAt: isoInstant(sql, sql`campaign.ends_at`),
    validUntil: isoInstant(sql, sql`campaign.valid_until`),
    validDays: sql`campaign.valid_days`,
    verifiedOnly: sql`campaign.verified_only`,
  }
  return columnList<CampaignRow>(sql, { ...fields, ...termsColumns(sql) })
}

export function toCampaign(row: CampaignRow): CouponCampaign {
  const { terms, rest } = splitTerms(row)
  return { ...rest, ...terms }
}
