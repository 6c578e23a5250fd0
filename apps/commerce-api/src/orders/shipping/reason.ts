import { commerceErrorTexts, commerceFieldTexts } from '@munova/commerce-contract'
import { preferredLanguage, type Problem, type RejectedPath } from '@munova/service'
import { columns } from './read-file.ts'

/** The language of the reasons in a response: the one that its problems would be in. */
export const languageOf = (acceptLanguage: string | undefined): string =>
  preferredLanguage(acceptLanguage, Object.keys(commerceErrorTexts)) ?? 'en'

/** Why a line was not done. */
export function reasonOf(problem: Problem, language: string): string {
  const { title, detail } = problem.textsIn(commerceErrorTexts[language] ?? {})
  return detail ?? title
}

/** Why a line was not read: its column and what is wrong there. */
export function reasonOfRejected(rejected: RejectedPath, language: string): string {
  const message = commerceFieldTexts[language]?.(rejected)
  const name = Object.entries(columns).find(([column]) => column === rejected.path)?.[1][1]
  return message ? `${name ?? rejected.path}: ${message}` : `${rejected.path} ${rejected.message}`
}
