import { checkFiles } from './checker/files.ts'
import { checkMachinePaths } from './checker/machine-paths.ts'
import { checkManifests } from './checker/manifests.ts'
import { cruise } from './cruiser/cruise.ts'
import type { Violation } from './violation.ts'
import { readWorkspace } from './workspace.ts'

/**
 * Every violation in the workspace whose root folder is `root`, ordered by file and line. With `only`, those in these
 * packages, given by their folders relative to the root (`apps/chat-server`).
 */
export async function check(root: string, only: readonly string[] = []): Promise<Violation[]> {
  const workspace = readWorkspace(root)
  const found = [
    ...(await cruise(workspace, only.length > 0 ? only : workspace.packages.map(({ folder }) => folder))),
    ...checkManifests(workspace.packages),
    ...checkFiles(workspace),
    ...checkMachinePaths(workspace),
  ]
  const isWanted = ({ file }: Violation) =>
    only.length === 0 || only.some((path) => file === path || file.startsWith(`${path}/`))
  return found
    .filter(isWanted)
    .toSorted((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0))
}
