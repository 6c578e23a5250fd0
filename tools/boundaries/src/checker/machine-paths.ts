import { basename } from 'node:path'
import type { Violation } from '../violation.ts'
import type { Workspace } from '../workspace.ts'

/** A longer file is data, not text, and is not checked. */
const MAXIMUM_LENGTH = 1_000_000

/** A home or work folder; `<`, `$` and `*` after it are placeholders. */
const machinePath = /(?<![\w.\-/}])(?:\/(?:home|Users|root|work|workspace)\/|[A-Z]:\\Users\\)[\w.-]/
const fetchedFrom = /"resolved":\s*"[a-z+]+:/
const registry = /^\s*(?:@[\w-]+:)?registry\s*=/

/** No file may name a path of one machine or the registry that packages were fetched from. */
export function* checkMachinePaths({ files, read }: Workspace): Generator<Violation> {
  for (const file of files) {
    const text = read(file)
    if (text.length > MAXIMUM_LENGTH || text.includes('\0')) continue
    const isLock = basename(file) === 'package-lock.json'
    const isNpmrc = basename(file) === '.npmrc'
    for (const [index, content] of text.split('\n').entries()) {
      const at = { file, line: index + 1, rule: 'hygiene' } as const
      if (machinePath.test(content)) {
        yield { ...at, message: 'a path of one machine; make it relative, or take it from the environment' }
      }
      if (isLock && fetchedFrom.test(content)) {
        const message =
          'names the host it was fetched from; install with omit-lockfile-registry-resolved=true'
        yield { ...at, message }
      }
      if (isNpmrc && registry.test(content)) {
        yield { ...at, message: 'a registry is a setting of the machine; remove it' }
      }
    }
  }
}
