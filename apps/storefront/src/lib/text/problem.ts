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
