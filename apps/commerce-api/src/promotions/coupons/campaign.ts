import type { CouponCampaign } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { shownTerms, termsColumns, type TermsRow } from './terms.ts'

export interface CampaignRow extends TermsRow {
  id: number
  quantity: number
  issued: number
  startsAt: Date
  endsAt: Date
  validUntil: Date
  validDays: number | null
}

/** Selects CampaignRow from a row of `coupon_campaigns` that the statement calls `campaign`. */
export function campaignColumns(sql: Sql) {
  return sql`campaign.id, ${termsColumns(sql)}, campaign.quantity, campaign.issued, campaign.starts_at as "startsAt",
    campaign.ends_at as "endsAt", campaign.valid_until as "validUntil", campaign.valid_days as "validDays"`
}

export function shownCampaign(row: CampaignRow): CouponCampaign {
  const { id, quantity, issued, validDays } = row
  return {
    id,
    ...shownTerms(row),
    quantity,
    issued,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    validUntil: row.validUntil.toISOString(),
    validDays,
  }
}
