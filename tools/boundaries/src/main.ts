import { resolve } from 'node:path'
import { check } from './check.ts'
import { show } from './violation.ts'

/* node main.ts [FOLDER]: prints what breaks a rule in the workspace, ends with 1 if anything does. */

const root = resolve(process.argv[2] ?? `${import.meta.dirname}/../../..`)
const violations = check(root)
for (const violation of violations) console.error(show(violation))
console.log(
  violations.length === 0 ? 'boundaries: every rule is kept' : `boundaries: ${violations.length} broken`,
)
if (violations.length > 0) process.exitCode = 1
