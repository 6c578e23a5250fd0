import { checkCycles } from './cycles.ts'
import { checkFiles } from './files.ts'
import { checkHygiene } from './hygiene.ts'
import { checkImports } from './imports.ts'
import { checkPackages } from './packages.ts'
import type { Violation } from './violation.ts'
import { readWorkspace } from './workspace.ts'

/** Every place of the workspace in the folder `root` that breaks a rule, by file and line. */
export function check(root: string): Violation[] {
  const workspace = readWorkspace(root)
  const found = [
    ...checkPackages(workspace.packages),
    ...checkImports(workspace),
    ...checkCycles(workspace.packages),
    ...checkFiles(workspace),
    ...checkHygiene(workspace),
  ]
  return found.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}
