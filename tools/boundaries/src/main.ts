import { check } from './check.ts'
import { show } from './violation.ts'

/*
 * node main.ts [PACKAGE…]: prints the violations in the workspace of the current folder, or in these packages of it
 * (npm run boundaries -- apps/chat-server), and exits with 1 if there are any.
 */

const only = process.argv.slice(2).map((path) => path.replace(/\/$/, ''))
const violations = await check(process.cwd(), only)
for (const violation of violations) console.error(show(violation))
console.log(
  violations.length === 0 ? 'boundaries: no violations' : `boundaries: ${violations.length} violations`,
)
if (violations.length > 0) process.exitCode = 1
