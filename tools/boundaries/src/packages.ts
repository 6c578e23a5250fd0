import { allowsScope, allowsType, type PackageType, type Scope, scopes, types } from './table.ts'
import type { Violation } from './violation.ts'
import type { Package } from './workspace.ts'

/** A package with its two tags understood. */
export interface Tagged {
  type: PackageType
  scope: Scope
}

/** The type and scope of a package, undefined unless it has exactly one known tag of each kind. */
export function tagsOf(pack: Package): Tagged | undefined {
  const type = types.filter((name) => pack.tags.includes(`type:${name}`))
  const scope = scopes.filter((name) => pack.tags.includes(`scope:${name}`))
  if (type.length !== 1 || scope.length !== 1) return undefined
  return { type: type[0]!, scope: scope[0]! }
}

/** Every package has its tags, and declares only what they allow. */
export function* checkPackages(packages: readonly Package[]): Generator<Violation> {
  const byName = new Map(packages.map((pack) => [pack.name, pack]))
  for (const pack of packages) {
    const file = `${pack.folder}package.json`
    if (!tagsOf(pack)) {
      const known = `one of type:${types.join('|')} and one of scope:${scopes.join('|')}`
      yield { file, line: pack.lineOf('tags'), rule: 'tags', message: `give nx.tags ${known}` }
      continue
    }
    for (const [names, inTests] of [
      [pack.dependencies, false] as const,
      [pack.devDependencies, true] as const,
    ]) {
      for (const name of names) {
        const target = byName.get(name)
        if (target) yield* edge({ from: pack, to: target, inTests, file, line: pack.lineOf(name) })
      }
    }
  }
}

/** Whether one package may use another at this place. */
export function* edge(use: {
  from: Package
  to: Package
  inTests: boolean
  file: string
  line: number
}): Generator<Violation> {
  const { file, line } = use
  const [from, to] = [tagsOf(use.from), tagsOf(use.to)]
  if (!from || !to) return
  const place = use.inTests ? 'tests' : 'sources'
  if (!allowsType(from.type, to.type, use.inTests)) {
    const message = `the ${place} of type:${from.type} may not use ${use.to.name} (type:${to.type}); ${cure(from.type, to.type)}`
    yield { file, line, rule: 'layers', message }
  }
  if (!allowsScope(from, to.scope)) {
    const message = `scope:${from.scope} may not use ${use.to.name} (scope:${to.scope}); let them meet in an event or over HTTP`
    yield { file, line, rule: 'scopes', message }
  }
}

function cure(from: PackageType, to: PackageType): string {
  if (to === 'testing') return 'use it in test/** and in tools'
  if (to === 'app') return 'move what both need into a library, or let them meet in an event or over HTTP'
  if (from === 'contract') return 'a contract is schemas and nothing else'
  return 'move the code, or what it needs, to the layer that may have it'
}
