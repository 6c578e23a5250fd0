import { memberText, ordersText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [text, orders] = await Promise.all([memberText(language), ordersText(language)])
  return { ...data, text: text.left, orderText: orders }
}
