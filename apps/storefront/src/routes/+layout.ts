import { siteText } from '#lib/text/load.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ data }) => ({ ...data, site: await siteText(data.language) })
