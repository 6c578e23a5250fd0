import { adminPromotionsText, ordersText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [words, labels] = await Promise.all([adminPromotionsText(language), ordersText(language)])
  return { ...data, words, labels }
}
