import { scopes, types, type PackageType, type Scope } from './tables/packages.ts'
import type { Package } from './workspace.ts'

/** The `nx.tags` of a package, parsed. */
export interface Tags {
  type: PackageType
  scope: Scope
}

/** The type and scope of a package, undefined unless it has exactly one known tag of each kind. */
export function tagsOf({ tags }: Pick<Package, 'tags'>): Tags | undefined {
  const [type, ...moreTypes] = types.filter((name) => tags.includes(`type:${name}`))
  const [scope, ...moreScopes] = scopes.filter((name) => tags.includes(`scope:${name}`))
  if (type === undefined || scope === undefined || moreTypes.length + moreScopes.length > 0) return undefined
  return { type, scope }
}
