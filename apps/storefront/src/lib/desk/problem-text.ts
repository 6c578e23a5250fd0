import type { ShownProblem } from '#lib/text/problem.ts'

/** What a form says of a problem: the desk's own words about the first field that it knows, else the server's. */
export function problemText(
  { message, fields }: ShownProblem,
  words: Readonly<Record<string, string>>,
): string {
  for (const path of Object.keys(fields)) {
    const known = path
      .split('.')
      .map((name) => words[name])
      .findLast((text) => text !== undefined)
    if (known) return known
  }
  return message
}
