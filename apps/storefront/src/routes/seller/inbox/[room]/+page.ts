import { ordersText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => ({
  ...data,
  ordersText: await ordersText((await parent()).language),
})
