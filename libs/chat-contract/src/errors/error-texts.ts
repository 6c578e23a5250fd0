import { chatErrors } from './errors.ts'

/** The texts of every error in one language: each title and each detail, with the parameters of the English one. */
export type ChatErrorTexts = TextsOf<typeof chatErrors>

/**
 * The error texts by language (the primary subtag of a BCP 47 tag). To add Korean: `errors.ko.ts` with
 * `export const korean: ChatErrorTexts = { … }`, and here `ko: korean`. The compiler names each text that is missing.
 * HTTP responses are in the language that `Accept-Language` prefers of these; live errors are in English.
 */
export const chatErrorTexts: Readonly<Record<string, ChatErrorTexts>> = { en: chatErrors }

type TextsOf<Table> = { readonly [Code in keyof Table]: { readonly title: string } & DetailsOf<Table[Code]> }

type DetailsOf<Row> = Row extends { details: infer Details }
  ? { readonly details: { readonly [Name in keyof Details]: TextOf<Details[Name]> } }
  : unknown

type TextOf<English> = English extends (params: infer Params) => string
  ? string | ((params: Params) => string)
  : string
