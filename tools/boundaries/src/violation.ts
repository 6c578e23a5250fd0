export const rules = [
  'tags',
  'layers',
  'scopes',
  'undeclared',
  'deep-import',
  'fence',
  'browser-safe',
  'folders',
  'cycle',
  'environment',
  'length',
  'name',
  'whole-tests',
  'hygiene',
] as const
export type Rule = (typeof rules)[number]

/** One place that breaks a rule, what is wrong there and what to do about it. */
export interface Violation {
  /** Relative to the workspace, with forward slashes. */
  file: string
  /** Unknown where dependency-cruiser found it. */
  line?: number
  rule: Rule
  message: string
}

export function show({ file, line, rule, message }: Violation): string {
  return `${line === undefined ? file : `${file}:${line}`}  ${rule}: ${message}`
}
