import { siteText } from '#lib/text/site.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ data }) => ({ ...data, site: await siteText(data.language) })
