import { basename, dirname } from 'node:path/posix'
import { emptyNames, maximumLines } from '../tables/files.ts'
import { folders } from '../tables/folders.ts'
import { tagsOf } from '../tags.ts'
import type { Violation } from '../violation.ts'
import type { Package, PackageFile, Workspace } from '../workspace.ts'

/** Length, name and folder of files, skipped tests, and the places that read the environment. */
export function* checkFiles({ packages, files }: Workspace): Generator<Violation> {
  for (const pack of packages) {
    for (const file of pack.files) {
      const most = maximumLines[file.zone]
      if (file.lines > most) {
        const message = `${file.lines} lines, at most ${most}; split it by verb, not by layer`
        yield { file: file.path, line: most + 1, rule: 'length', message }
      }
      yield* environment(pack, file)
      yield* listed(pack, file)
      if (file.zone === 'src') continue
      for (const { line, word } of file.skippedTests) {
        const message = `.${word} skips tests; make the test run everywhere or delete it`
        yield { file: file.path, line, rule: 'whole-tests', message }
      }
    }
    for (const path of files) {
      const src = `${pack.folder}/src/`
      if (path.startsWith(src)) yield* name(path, path.slice(src.length))
    }
  }
}

function* name(path: string, inside: string): Generator<Violation> {
  const parents = inside.split('/')
  const stem = parents.pop()?.split('.')[0] ?? ''
  const empty =
    [...parents, stem].find((part) => emptyNames.test(part)) ?? parents.find((part) => part === 'core')
  if (empty === undefined) return
  const message = `"${empty}" does not describe the content; use a noun or verb of the domain`
  yield { file: path, line: 1, rule: 'name', message }
}

/** A file outside the listed folders would have no folder rule. */
function* listed({ folder }: Package, { path, zone }: PackageFile): Generator<Violation> {
  const order = folders[folder]
  if (order === undefined || zone !== 'src') return
  const inside = path.slice(`${folder}/src/`.length)
  const place = inside.includes('/') ? dirname(inside) : (inside.split('.')[0] ?? '')
  if (order.includes(place)) return
  const message = `"${place}" is not in tools/boundaries/src/tables; move it to a listed folder, or list it there after what it imports`
  yield { file: path, line: 1, rule: 'folders', message }
}

function* environment(pack: Package, file: PackageFile): Generator<Violation> {
  const type = tagsOf(pack)?.type
  const isFree =
    file.zone === 'test' ||
    type === 'tool' ||
    type === 'testing' ||
    ((type === 'app' || type === 'pages') && ['config.ts', 'main.ts'].includes(basename(file.path)))
  if (isFree) return
  for (const line of file.environment) {
    const message = 'process.env is read in config.ts and main.ts of an app; take the value as a parameter'
    yield { file: file.path, line, rule: 'environment', message }
  }
}
