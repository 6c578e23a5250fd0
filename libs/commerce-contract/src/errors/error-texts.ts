import type { TextsOf } from '@munova/text-contract'
import { korean } from './errors.ko.ts'
import { commerceProblems } from './errors.ts'

/** The texts of every error in one language: each title and each detail, with the parameters of the English one. */
export type CommerceErrorTexts = TextsOf<typeof commerceProblems>

/**
 * The error texts by language (the primary subtag of a BCP 47 tag). Responses are in the language that `Accept-Language` prefers
 * of these, in English without it. The compiler names each text that is missing in one.
 */
export const commerceErrorTexts: Readonly<Record<string, CommerceErrorTexts>> = {
  en: commerceProblems,
  ko: korean,
}
