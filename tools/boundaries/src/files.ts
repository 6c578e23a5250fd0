import { basename } from 'node:path'
import { tagsOf } from './packages.ts'
import { emptyNames, maximumLines } from './table.ts'
import type { Violation } from './violation.ts'
import type { Package, PackageFile, Workspace } from './workspace.ts'

/** Length, name, tests that are all run, and the environment read in one place. */
export function* checkFiles({ packages, files }: Workspace): Generator<Violation> {
  for (const pack of packages) {
    for (const file of pack.files) {
      const most = maximumLines[file.zone]
      if (file.lines > most) {
        const message = `${file.lines} lines, at most ${most}; split it by verb, not by layer`
        yield { file: file.path, line: most + 1, rule: 'length', message }
      }
      yield* environment(pack, file)
      if (file.zone === 'src') continue
      for (const { line, word } of file.unfinishedTests) {
        const message = `.${word} leaves tests out; make it run everywhere or delete it`
        yield { file: file.path, line, rule: 'whole-tests', message }
      }
    }
    for (const path of files) {
      if (path.startsWith(`${pack.folder}src/`))
        yield* name(path, path.slice(pack.folder.length + 'src/'.length))
    }
  }
}

function* name(path: string, inside: string): Generator<Violation> {
  const folders = inside.split('/')
  const stem = folders.pop()?.split('.')[0] ?? ''
  const empty =
    [...folders, stem].find((part) => emptyNames.test(part)) ?? folders.find((part) => part === 'core')
  if (empty === undefined) return
  const message = `"${empty}" says nothing; name it after the noun or verb of the domain that is in it`
  yield { file: path, line: 1, rule: 'name', message }
}

function* environment(pack: Package, file: PackageFile): Generator<Violation> {
  const type = tagsOf(pack)?.type
  const isFree =
    file.zone === 'test' ||
    type === 'tool' ||
    type === 'testing' ||
    (type === 'app' && ['config.ts', 'main.ts'].includes(basename(file.path)))
  if (isFree) return
  for (const line of file.environment) {
    const message = 'process.env is read in config.ts and main.ts of an app; take the value as a parameter'
    yield { file: file.path, line, rule: 'environment', message }
  }
}
