import { reviewsText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => ({
  ...data,
  reviewWords: await reviewsText((await parent()).language),
})
