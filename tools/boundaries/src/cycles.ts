import { posix } from 'node:path'
import type { Violation } from './violation.ts'
import type { Package } from './workspace.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** No package needs itself at run time by way of others, and no file is loaded while it is loading. */
export function* checkCycles(packages: readonly Package[]): Generator<Violation> {
  const names = new Set(packages.map(({ name }) => name))
  // devDependencies are left out: a library is tested with libs/testing, which is built on it.
  const needs: Graph = new Map(
    packages.map(({ name, dependencies }) => [name, [...dependencies].filter((other) => names.has(other))]),
  )
  for (const cycle of findCycles(needs)) {
    const pack = packages.find(({ name }) => name === cycle[0])!
    const line = pack.lineOf(cycle[1] ?? cycle[0]!)
    yield { file: `${pack.folder}package.json`, line, rule: 'cycle', message: describe(cycle) }
  }
  for (const pack of packages) {
    for (const cycle of findCycles(fileGraph(pack))) {
      const file = cycle[0]!
      yield { file, line: lineOf(pack, file, cycle[1] ?? file), rule: 'cycle', message: describe(cycle) }
    }
  }
}

/** At least one cycle of each set of nodes that reach each other, starting and ending with the same node. */
export function findCycles(graph: Graph): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (node: string): void => {
    const start = path.indexOf(node)
    if (start >= 0) {
      cycles.push([...path.slice(start), node])
      return
    }
    if (done.has(node)) return
    path.push(node)
    for (const next of graph.get(node) ?? []) visit(next)
    path.pop()
    done.add(node)
  }
  for (const node of graph.keys()) visit(node)
  return cycles
}

function fileGraph({ files }: Package): Graph {
  return new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .map(({ specifier }) => targetOf(path, specifier)),
    ]),
  )
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier)
}

function lineOf({ files }: Package, path: string, target: string): number {
  const imports = files.find((file) => file.path === path)?.imports ?? []
  return imports.find(({ specifier }) => targetOf(path, specifier) === target)?.line ?? 1
}

function describe(cycle: readonly string[]): string {
  return `${cycle.join(' → ')}; move what both need to a third place`
}
