/**
 * The texts of an error table in one language: each title and each detail, with the parameters of the English one. The
 * compiler names each text that is missing.
 */
export type TextsOf<Table> = {
  readonly [Code in keyof Table]: { readonly title: string } & DetailsOf<Table[Code]>
}

type DetailsOf<Row> = Row extends { details: infer Details }
  ? { readonly details: { readonly [Name in keyof Details]: TextOf<Details[Name]> } }
  : unknown

type TextOf<English> = English extends (params: infer Params) => string
  ? string | ((params: Params) => string)
  : string
