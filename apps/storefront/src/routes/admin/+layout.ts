import { adminText } from '#lib/text/load.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ data, parent }) => ({
  ...data,
  text: await adminText((await parent()).language),
})
