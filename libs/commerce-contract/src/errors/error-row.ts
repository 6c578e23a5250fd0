/** `title` and `details` are the English texts: a detail describes one occurrence, from its parameters. */
export interface ErrorRow {
  status: number
  title: string
  details?: Readonly<Record<string, string | ((params: never) => string)>>
}
