import { chatText, shopText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  return { ...data, text: await shopText(language), chat: await chatText(language) }
}
