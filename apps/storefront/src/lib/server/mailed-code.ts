import type { Language } from '#lib/text/language.ts'
import { accountText } from '#lib/text/load.ts'
import type { ShownProblem } from '#lib/text/problem.ts'
import { textOf } from './form.ts'

/** The token of a mailed link: of its fragment, whether the whole link was pasted or a script took the token out. */
export function mailedCode(form: FormData): string {
  return /(?:^|[#&]token=)([\w-]+)\s*$/.exec(textOf(form, 'code'))?.[1] ?? ''
}

/** What is said of a form without the token. */
export async function codeMissing(language: Language): Promise<ShownProblem> {
  return { code: 'CODE_MISSING', message: (await accountText(language)).code.missing, fields: {} }
}
