import { shopText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => ({
  ...data,
  text: await shopText((await parent()).language),
})
