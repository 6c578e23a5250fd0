import { chatText, inboxText } from '#lib/text/load.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [inbox, chat] = await Promise.all([inboxText(language), chatText(language)])
  return { ...data, inbox, chat }
}
