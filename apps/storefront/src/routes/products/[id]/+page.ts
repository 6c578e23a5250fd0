import { reviewsText, shopText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [text, reviewWords] = await Promise.all([shopText(language), reviewsText(language)])
  return { ...data, text, reviewWords }
}
