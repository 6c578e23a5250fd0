import { adminPromotionsText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => ({
  ...data,
  words: await adminPromotionsText((await parent()).language),
})
