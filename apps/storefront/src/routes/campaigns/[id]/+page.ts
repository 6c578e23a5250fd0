import { campaignsText, ordersText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [text, orders] = await Promise.all([campaignsText(language), ordersText(language)])
  return { ...data, text, couponText: orders.coupons }
}
