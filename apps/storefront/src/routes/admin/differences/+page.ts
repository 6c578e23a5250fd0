import { adminOrdersText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => ({
  ...data,
  words: await adminOrdersText((await parent()).language),
})
