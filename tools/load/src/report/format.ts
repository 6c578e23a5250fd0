import type { Results } from './results.ts'

/** A formatted number: `1,234`, `12.3`; a dash when it is undefined. */
export function show(value: number | undefined, digits = 0): string {
  if (value === undefined) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

export function withUnit(value: number | undefined, unit: string, digits = 0): string {
  return value === undefined ? '–' : `${show(value, digits)} ${unit}`
}

/** The text, with the problem of the run beside it when there was one. */
export function withProblem(results: Results, id: string, text: string): string {
  const problem = results.problem(id)
  return problem === undefined
    ? text
    : `${text === '' ? '' : `${text} `}**(${problem.replaceAll('|', '/')})**`
}
