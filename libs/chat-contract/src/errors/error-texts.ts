import type { TextsOf } from '@munova/text-contract'
import { chatErrors } from './errors.ts'

/** The texts of every error in one language: each title and each detail, with the parameters of the English one. */
export type ChatErrorTexts = TextsOf<typeof chatErrors>

/**
 * The error texts by language (the primary subtag of a BCP 47 tag). To add Korean: `errors.ko.ts` with
 * `export const korean: ChatErrorTexts = { … }`, and here `ko: korean`. The compiler names each text that is missing.
 * HTTP responses are in the language that `Accept-Language` prefers of these; live errors are in English.
 */
export const chatErrorTexts: Readonly<Record<string, ChatErrorTexts>> = { en: chatErrors }
