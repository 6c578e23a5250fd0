import { allowsScope, allowsType, scopes, types } from '../tables/packages.ts'
import { tagsOf } from '../tags.ts'
import type { Violation } from '../violation.ts'
import type { Package } from '../workspace.ts'

/** Every package.json has its tags, declares only what they allow, and no packages depend on each other in a circle. */
export function* checkManifests(packages: readonly Package[]): Generator<Violation> {
  const byName = new Map(packages.map((pack) => [pack.name, pack]))
  for (const pack of packages) {
    const file = `${pack.folder}/package.json`
    const tags = tagsOf(pack)
    if (!tags) {
      const known = `one of type:${types.join('|')} and one of scope:${scopes.join('|')}`
      yield { file, line: pack.lineOf('tags'), rule: 'tags', message: `give nx.tags ${known}` }
      continue
    }
    for (const name of [...pack.dependencies, ...pack.devDependencies]) {
      const target = byName.get(name)
      const other = target && tagsOf(target)
      if (!other) continue
      const line = pack.lineOf(name)
      if (!allowsType(tags.type, other.type, pack.devDependencies.has(name))) {
        const message = `type:${tags.type} may not depend on ${name} (type:${other.type})`
        yield { file, line, rule: 'layers', message }
      }
      if (!allowsScope(tags, other.scope)) {
        const message = `scope:${tags.scope} may not depend on ${name} (scope:${other.scope}); let them meet in an event or over HTTP`
        yield { file, line, rule: 'scopes', message }
      }
    }
  }
  yield* packageCycles(byName)
}

/** One cycle of each set of packages that need each other at run time. */
function* packageCycles(byName: ReadonlyMap<string, Package>): Generator<Violation> {
  const done = new Set<Package>()
  const path: Package[] = []
  function* visit(pack: Package): Generator<Violation> {
    const start = path.indexOf(pack)
    if (start >= 0) {
      const names = [...path.slice(start), pack].map(({ name }) => name)
      const line = pack.lineOf(names[1] ?? pack.name)
      const message = `${names.join(' → ')}; move what both need to a third package`
      yield { file: `${pack.folder}/package.json`, line, rule: 'cycle', message }
    }
    if (start >= 0 || done.has(pack)) return
    path.push(pack)
    // devDependencies are left out: a library is tested with libs/testing, which depends on it.
    for (const name of pack.dependencies) {
      const needed = byName.get(name)
      if (needed) yield* visit(needed)
    }
    path.pop()
    done.add(pack)
  }
  for (const pack of byName.values()) yield* visit(pack)
}
