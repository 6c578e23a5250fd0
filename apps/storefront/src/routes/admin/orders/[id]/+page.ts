import { adminOrdersText, auditText, ordersText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [words, labels, audit] = await Promise.all([
    adminOrdersText(language),
    ordersText(language),
    auditText(language),
  ])
  return { ...data, words, labels, audit }
}
