import { sellerProductsText, shopText } from '#lib/text/load.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ parent }) => {
  const { language } = await parent()
  return { words: await sellerProductsText(language), price: (await shopText(language)).product }
}
