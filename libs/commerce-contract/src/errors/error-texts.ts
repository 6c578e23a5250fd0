import type { TextsOf } from '@munova/text-contract'
import { commerceProblems } from './errors.ts'

/** The texts of every error in one language: each title and each detail, with the parameters of the English one. */
export type CommerceErrorTexts = TextsOf<typeof commerceProblems>

/**
 * The error texts by language (the primary subtag of a BCP 47 tag). To add Korean: `errors.ko.ts` with
 * `export const korean: CommerceErrorTexts = { … }`, and here `ko: korean`. The compiler names each text that is missing.
 * Responses are in the language that `Accept-Language` prefers of these.
 */
export const commerceErrorTexts: Readonly<Record<string, CommerceErrorTexts>> = { en: commerceProblems }
