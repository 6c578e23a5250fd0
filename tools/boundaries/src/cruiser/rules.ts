import type { IRegularForbiddenRuleType } from 'dependency-cruiser'
import { tagsOf, type Tags } from '../tags.ts'
import { contractPackages, fences, internalFiles } from '../tables/fences.ts'
import { allowsScope, allowsType } from '../tables/packages.ts'
import type { Rule } from '../violation.ts'
import type { Package, Workspace } from '../workspace.ts'
import { folderRules } from './folder-rules.ts'

/** A rule of dependency-cruiser. `from` and `to` hold regular expressions; `$1` in `to` is the first group of `from`. */
export interface CruiserRule extends IRegularForbiddenRuleType {
  /** The name of our rule, a slash, and a suffix that makes it unique. */
  name: `${Rule}/${string}`
  /** What to do about a violation. */
  comment: string
}

/** The folder of any package. */
const anyPackage = '[^/]+/[^/]+'

/** The rules that dependency-cruiser checks, made from the tables and from the tags of the packages. */
export function cruiserRules(workspace: Workspace): CruiserRule[] {
  return [
    ...packageRules(workspace.packages),
    ...fenceRules,
    ...internalFileRules,
    ...declarationRules(workspace),
    ...entryRules,
    ...folderRules,
    {
      name: 'cycle/files',
      comment: 'move what both need to a third file',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ]
}

/** Which packages of the workspace each package may import, by their tags. */
function* packageRules(packages: readonly Package[]): Generator<CruiserRule> {
  for (const { folder, ...pack } of packages) {
    const tags = tagsOf(pack)
    if (!tags) continue
    const forbidden = (isForbidden: (other: Tags) => boolean) => {
      const others = packages.filter((other) => {
        const otherTags = tagsOf(other)
        return otherTags !== undefined && isForbidden(otherTags)
      })
      return others.length === 0 ? [] : [npm(others.map(({ name }) => `${name}/`).join('|'))]
    }
    for (const zone of ['src', 'test'] as const) {
      for (const path of forbidden(({ type }) => !allowsType(tags.type, type, zone === 'test'))) {
        yield {
          name: `layers/${folder}/${zone}`,
          comment: `type:${tags.type} may not import a package of that type in ${zone}; move the code, or what it needs, to a layer that may, or let the two meet in an event or over HTTP`,
          from: { path: zone === 'src' ? `^${folder}/src/` : `^${folder}/(?!src/)` },
          to: { path },
        }
      }
    }
    for (const path of forbidden(({ scope }) => !allowsScope(tags, scope))) {
      yield {
        name: `scopes/${folder}`,
        comment: 'chat and commerce meet in an event or over HTTP only',
        from: { path: `^${folder}/` },
        to: { path },
      }
    }
    if (tags.type === 'contract') {
      yield {
        name: `fence/${folder}`,
        comment: `a contract imports ${contractPackages.join(', ')} only`,
        from: { path: `^${folder}/src/` },
        to: { path: npm('(?!@munova/)'), pathNot: contractPackages.map((name) => npm(`${name}/`)) },
      }
    }
    if (tags.type === 'contract' || tags.type === 'client') {
      yield {
        name: `browser-safe/${folder}`,
        comment: 'it must run in a browser; take it as a parameter or move it to a server library',
        from: { path: `^${folder}/src/` },
        to: { dependencyTypes: ['core'] },
      }
    }
  }
}

const fenceRules: CruiserRule[] = fences.map((fence) => {
  const free = [...fence.places, ...(fence.tests ? [`${anyPackage}/(?!src/)`, 'tools/'] : [])]
  return {
    name: `fence/${fence.name}`,
    comment: fence.advice,
    from: { pathNot: free.map((place) => `^${place}`) },
    to: { path: npm(fence.packages), ...(fence.typesElsewhere && { dependencyTypesNot: ['type-only'] }) },
  }
})

const internalFileRules: CruiserRule[] = internalFiles.map(({ name, folder, files, advice }) => ({
  name: `fence/${name}`,
  comment: advice,
  from: { pathNot: `^${folder}/` },
  to: { path: `^${folder}/(${files.join('|')})[.]ts$`, dependencyTypesNot: ['type-only'] },
}))

/** A package declares what it imports: under `dependencies` what its sources need at run time. */
function* declarationRules({ rootTools }: Workspace): Generator<CruiserRule> {
  const comment = 'add it to the package.json of the package that imports it'
  const undeclared = ['npm-no-pkg', 'npm-unknown'] as const
  yield {
    name: 'undeclared/packages',
    comment,
    from: { pathNot: '^tools/' },
    to: { dependencyTypes: [...undeclared] },
  }
  yield {
    name: 'undeclared/tools',
    comment,
    // The tools of the workspace may also use what its root declares for development.
    from: { path: '^tools/' },
    to: { dependencyTypes: [...undeclared], pathNot: [...rootTools].map((name) => npm(`${name}/`)) },
  }
  yield {
    name: 'undeclared/development',
    comment: 'sources may not need devDependencies; declare it under dependencies',
    from: { path: `^${anyPackage}/src/` },
    to: {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only', 'npm', 'npm-optional', 'npm-peer'],
    },
  }
}

/** How a file may be reached. */
const entryRules: CruiserRule[] = [
  {
    name: 'layers/sources and tests',
    comment: 'sources may not import tests; move what is needed into src',
    from: { path: `^(${anyPackage})/src/` },
    to: { path: '^$1/test/' },
  },
  {
    name: 'deep-import/itself',
    comment:
      'a package imports its own files by relative paths; only its tests may import it by name, as a user would',
    from: { path: `^(${anyPackage})/src/` },
    to: { path: '^$1/', dependencyTypes: ['undetermined'] },
  },
  {
    name: 'deep-import/path',
    comment: 'a relative path may not leave the package; import the other package by its name',
    from: { path: `^(${anyPackage})/` },
    to: { dependencyTypes: ['local'], pathNot: '^$1/' },
  },
  {
    name: 'deep-import/unresolvable',
    comment: 'it is not installed, or not in the exports of its package',
    from: {},
    // SvelteKit makes `$app/…` and `./$types`; svelte-check resolves them.
    to: { couldNotResolve: true, pathNot: '^(\\$app/|\\./\\$types$)' },
  },
]

/** Matches the files of installed packages whose names start like this. */
function npm(names: string): string {
  return `(^|/)node_modules/(@types/)?(${names})`
}
