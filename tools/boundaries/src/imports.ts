import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { edge, tagsOf } from './packages.ts'
import { contractPackages, fences } from './table.ts'
import type { Import } from './source-file.ts'
import type { Violation } from './violation.ts'
import type { Package, PackageFile, Workspace } from './workspace.ts'

/** Every import is declared, allowed by the tags, through the front door, and on the right side of its fence. */
export function* checkImports({ packages, rootTools }: Workspace): Generator<Violation> {
  const byName = new Map(packages.map((pack) => [pack.name, pack]))
  for (const pack of packages) {
    for (const file of pack.files) {
      for (const imported of file.imports) {
        const at = { file: file.path, line: imported.line }
        if (imported.specifier.startsWith('.')) {
          yield* relative(pack, file, imported)
        } else if (isBuiltin(imported.specifier)) {
          yield* builtin(pack, file, imported)
        } else {
          const name = packageOf(imported.specifier)
          const target = byName.get(name)
          yield* declared({ pack, file, imported, name, rootTools })
          yield* fenced(pack, file, imported)
          if (!target) continue
          if (target !== pack) yield* edge({ from: pack, to: target, inTests: file.zone === 'test', ...at })
          yield* deep(target, imported, at.file)
        }
      }
    }
  }
}

/** The package of a specifier: `@a/b/c` is of `@a/b`, `a/b` of `a`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function* relative(pack: Package, file: PackageFile, { specifier, line }: Import): Generator<Violation> {
  const target = posix.join(posix.dirname(file.path), specifier)
  if (!target.startsWith(pack.folder)) {
    const message = `${specifier} leaves the package; import the other one by its name`
    yield { file: file.path, line, rule: 'deep-import', message }
  } else if (file.zone === 'src' && target.startsWith(`${pack.folder}test/`)) {
    const message = `${specifier}: sources may not import tests; move what is needed into src`
    yield { file: file.path, line, rule: 'layers', message }
  }
}

function* builtin(pack: Package, file: PackageFile, { specifier, line }: Import): Generator<Violation> {
  const type = tagsOf(pack)?.type
  if (!specifier.startsWith('node:')) {
    const message = `write node:${specifier}`
    yield { file: file.path, line, rule: 'undeclared', message }
  }
  if (file.zone === 'src' && (type === 'contract' || type === 'client')) {
    const message = `${specifier}: a type:${type} must run in a browser; take it as a parameter or move it to a server library`
    yield { file: file.path, line, rule: 'browser-safe', message }
  }
}

function* declared(use: {
  pack: Package
  file: PackageFile
  imported: Import
  name: string
  rootTools: ReadonlySet<string>
}): Generator<Violation> {
  const { pack, file, imported, name } = use
  const at = { file: file.path, line: imported.line, rule: 'undeclared' } as const
  if (name === pack.name) {
    // A test may come in by the front door, as a user of the package does.
    if (file.zone === 'test') return
    yield { ...at, message: `${name} is this package itself; use a relative path` }
    return
  }
  const inDevelopment = file.zone === 'test' || imported.typeOnly
  const known =
    pack.dependencies.has(name) ||
    (inDevelopment && pack.devDependencies.has(name)) ||
    // The workspace's own tools are there for its other tools.
    (tagsOf(pack)?.type === 'tool' && use.rootTools.has(name))
  if (!known) {
    const list = inDevelopment ? 'devDependencies' : 'dependencies'
    yield { ...at, message: `${name} is not declared; add it to ${list} in ${pack.folder}package.json` }
  }
}

function* fenced(pack: Package, file: PackageFile, imported: Import): Generator<Violation> {
  const name = packageOf(imported.specifier)
  const at = { file: file.path, line: imported.line }
  const type = tagsOf(pack)?.type
  const isOwn = name.startsWith('@munova/')
  if (type === 'contract' && file.zone === 'src' && !isOwn && !contractPackages.includes(name)) {
    yield { ...at, rule: 'fence', message: `${name}: a contract uses ${contractPackages.join(', ')} only` }
  }
  for (const fence of fences) {
    if (!fence.packages.test(name)) continue
    const isFree =
      fence.places.some((place) => file.path.startsWith(place)) ||
      (fence.tests === true && (file.zone === 'test' || type === 'tool')) ||
      (fence.typesElsewhere === true && imported.typeOnly)
    if (!isFree) yield { ...at, rule: 'fence', message: `${name} may not be imported here; ${fence.why}` }
  }
}

function* deep(target: Package, { specifier, line }: Import, file: string): Generator<Violation> {
  const entry = `.${specifier.slice(target.name.length)}`
  if (entry in target.exports) return
  const message = `${specifier} is not in the exports of ${target.name}; import ${target.name}, or export it there`
  yield { file, line, rule: 'deep-import', message }
}
