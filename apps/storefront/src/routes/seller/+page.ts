import { inboxText, todayText } from '#lib/text/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data, parent }) => {
  const { language } = await parent()
  const [words, inbox] = await Promise.all([todayText(language), inboxText(language)])
  return { ...data, words, waited: inbox.waited }
}
