import { koreanFieldTexts, type FieldTexts, type GeneralFieldText, type TextsOf } from '@munova/text-contract'
import { korean } from './errors.ko.ts'
import { commerceProblems } from './errors.ts'
import { koreanFields } from './field-texts.ko.ts'

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

/** A message of a single field that is not zod's own, with its parameters in braces. */
export type CommerceFieldText = GeneralFieldText | keyof typeof koreanFields

/** The messages of single fields in the languages other than English; a test names each message that is missing in one. */
export const commerceFieldTexts: Readonly<Record<string, FieldTexts>> = { ko: koreanFieldTexts(koreanFields) }
