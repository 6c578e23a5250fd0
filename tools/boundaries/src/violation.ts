/** One place that breaks a rule, what is wrong there and what to do about it. */
export interface Violation {
  /** Relative to the workspace, with forward slashes. */
  file: string
  line: number
  rule: Rule
  message: string
}

export type Rule =
  | 'tags'
  | 'layers'
  | 'scopes'
  | 'undeclared'
  | 'deep-import'
  | 'fence'
  | 'browser-safe'
  | 'environment'
  | 'cycle'
  | 'length'
  | 'name'
  | 'whole-tests'
  | 'hygiene'

export function show({ file, line, rule, message }: Violation): string {
  return `${file}:${line}  ${rule}: ${message}`
}
