import type { FieldTexts } from './rejection.ts'
import { filled } from './said.ts'
import { generalKorean } from './general.ko.ts'
import { zodKorean } from './zod.ko.ts'

/**
 * Messages of single fields in Korean. `own`: those of a contract by their English texts, with the same parameters in braces; what
 * zod says by itself and what all contracts have are known.
 */
export function koreanFieldTexts(own: Readonly<Record<string, string>>): FieldTexts {
  const texts = new Map<string, string>(Object.entries({ ...generalKorean, ...own }))
  return ({ message, params, issue }) => {
    const text = texts.get(params?.text ?? message)
    if (text !== undefined) return params ? filled(text, params, (word) => texts.get(word)) : text
    return issue && issue.code !== 'custom' ? zodKorean(issue) : undefined
  }
}
