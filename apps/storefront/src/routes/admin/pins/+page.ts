import { adminCurationText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => ({
  ...data,
  words: (await adminCurationText((await parent()).language)).pins,
})
