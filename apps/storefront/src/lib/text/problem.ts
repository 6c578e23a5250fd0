import type { ApiProblem } from '@munova/http-client'

/** What a page shows of a problem: the servers answer in the language of the page. */
export interface ShownProblem {
  code: string
  message: string
  /** By the last name in the path of the request: `email`, `quantity`. */
  fields: Record<string, string>
}

export function shownProblem(problem: ApiProblem): ShownProblem {
  const fields: Record<string, string> = {}
  for (const { path, message } of problem.fields)
    fields[path.replace(/^(body|query|params)\./, '')] ??= message
  return { code: problem.code, message: problem.detail ?? problem.title, fields }
}

type Words = Readonly<Record<string, string>>

/** What a form says of a problem: the page's own words of the first field that it knows, else of the code, else the server's. */
export function problemText(
  { code, message, fields }: ShownProblem,
  { fields: ofFields, problems = {} }: { fields: Words; problems?: Words },
): string {
  for (const path of Object.keys(fields)) {
    const known = path
      .split('.')
      .map((name) => ofFields[name])
      .findLast((text) => text !== undefined)
    if (known) return known
  }
  return problems[code] ?? message
}
