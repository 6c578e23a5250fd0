import { memberText } from '#lib/text/load.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ parent }) => ({
  text: await memberText((await parent()).language),
})
