import type { CommerceSchemas } from '@munova/commerce-client'
import type { AdminPromotionsText } from '#lib/text/ko/admin-promotions.ts'

/** Whether a campaign issues coupons, by its times. */
export function campaignState(
  { startsAt, endsAt }: Pick<CommerceSchemas['CouponCampaign'], 'startsAt' | 'endsAt'>,
  now: number,
  text: AdminPromotionsText['campaigns'],
): string {
  if (now < Date.parse(startsAt)) return text.planned
  return now < Date.parse(endsAt) ? text.running : text.over
}
