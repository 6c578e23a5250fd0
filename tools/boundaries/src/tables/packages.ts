export const types = ['app', 'pages', 'contract', 'pure', 'runtime', 'client', 'testing', 'tool'] as const
export type PackageType = (typeof types)[number]

export const scopes = ['chat', 'commerce', 'storefront', 'shared'] as const
export type Scope = (typeof scopes)[number]

/** What the sources of a package of each type may import. */
const sources: Record<PackageType, readonly PackageType[]> = {
  app: ['contract', 'pure', 'runtime'],
  pages: ['contract', 'pure', 'runtime', 'client'],
  contract: ['contract'],
  // Computes, in a browser as well: no I/O.
  pure: [],
  runtime: ['contract', 'runtime'],
  client: ['contract', 'client'],
  testing: ['contract', 'runtime', 'client', 'tool'],
  tool: types,
}

/** What its tests may import beyond that. */
const tests: Record<PackageType, readonly PackageType[]> = {
  app: ['client', 'testing'],
  pages: ['app', 'testing', 'tool'],
  contract: ['testing'],
  pure: ['testing'],
  runtime: ['testing'],
  client: ['app', 'runtime', 'testing'],
  testing: ['testing'],
  tool: types,
}

/** Whether a package of type `from` may import one of type `to`. */
export function allowsType(from: PackageType, to: PackageType, inTests: boolean): boolean {
  return sources[from].includes(to) || (inTests && tests[from].includes(to))
}

/** Chat and commerce meet only in the pages, and in the tools that run both; what they share imports neither. */
export function allowsScope(from: { type: PackageType; scope: Scope }, to: Scope): boolean {
  return (
    to === 'shared' ||
    to === from.scope ||
    from.type === 'pages' ||
    (from.type === 'tool' && from.scope === 'shared')
  )
}
