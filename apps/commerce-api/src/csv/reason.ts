import { commerceErrorTexts, commerceFieldTexts } from '@munova/commerce-contract'
import { preferredLanguage, type Problem, type RejectedPath } from '@munova/service'
import type { ColumnNames } from './file.ts'

/** The language of the reasons in a response: the one that its problems would be in. */
export const languageOf = (acceptLanguage: string | undefined): string =>
  preferredLanguage(acceptLanguage, Object.keys(commerceErrorTexts)) ?? 'en'

/** Why a line was not done. */
export function reasonOf(problem: Problem, language: string): string {
  const { title, detail } = problem.textsIn(commerceErrorTexts[language] ?? {})
  return detail ?? title
}

/** Why a line was not read: its column and what is wrong there. */
export function reasonOfRejected<Column extends string>(
  rejected: RejectedPath,
  { language, names }: { language: string; names: ColumnNames<Column> },
): string {
  const message = commerceFieldTexts[language]?.(rejected)
  const name = (names as Readonly<Record<string, readonly string[]>>)[rejected.path]?.[1]
  return message ? `${name ?? rejected.path}: ${message}` : `${rejected.path} ${rejected.message}`
}
