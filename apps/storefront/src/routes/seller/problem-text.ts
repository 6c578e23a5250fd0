import type { SellerText } from '#lib/text/ko/seller.ts'
import type { ShownProblem } from '#lib/text/problem.ts'

type Words = Pick<SellerText, 'problems' | 'fields'>

const wordsFor = (known: Readonly<Record<string, string>>, name: string): string | undefined => known[name]

/** What a seller is told of a problem: the desk's own words, of the field or the code, else the server's. */
export function problemText({ code, message, fields }: ShownProblem, text: Words): string {
  for (const path of Object.keys(fields)) {
    const words = wordsFor(text.fields, path.split('.')[0] ?? '')
    if (words) return words
  }
  return wordsFor(text.problems, code) ?? message
}
