export { check } from './check.ts'
export { show, type Rule, type Violation } from './violation.ts'
