import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, type SourceFile } from './checker/source-file.ts'

export interface Manifest {
  name: string
  tags: readonly string[]
  dependencies: ReadonlySet<string>
  devDependencies: ReadonlySet<string>
  /** The line of each word in quotes, for pointing at it. */
  lineOf(word: string): number
}

export interface Package extends Manifest {
  /** Relative to the workspace: `apps/chat-server`. */
  folder: string
  files: PackageFile[]
}

/** A TypeScript or JavaScript file of a package. */
export interface PackageFile extends SourceFile {
  /** Relative to the workspace. */
  path: string
  /** Everything outside `src` is development only: tests, and settings of build tools. */
  zone: 'src' | 'test'
}

export interface Workspace {
  /** Absolute. */
  root: string
  packages: Package[]
  /** devDependencies of the root: what the tools of the workspace use. */
  rootTools: ReadonlySet<string>
  /** Every file that a commit could hold. */
  files: string[]
  read: (path: string) => string
}

const generated = new Set([
  'node_modules',
  'dist',
  'build',
  '.svelte-kit',
  'generated',
  '.git',
  '.nx',
  '.munova',
])
const source = /\.[cm]?[jt]sx?$/

/** Reads the packages named by the root's `workspaces`, and lists all files. */
export function readWorkspace(root: string): Workspace {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const files = [...walk(root, '')].toSorted()
  const rootJson = JSON.parse(read('package.json')) as { workspaces?: string[]; devDependencies?: object }
  const packages = globSync(rootJson.workspaces ?? [], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .toSorted()
    .map((folder) => ({
      ...parseManifest(read(`${folder}/package.json`)),
      folder,
      files: files
        .filter((path) => path.startsWith(`${folder}/`) && source.test(path))
        .map((path) => ({ path, zone: zoneOf(path, folder), ...parse(path, read(path)) })),
    }))
  return { root, packages, rootTools: new Set(Object.keys(rootJson.devDependencies ?? {})), files, read }
}

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (generated.has(entry.name)) continue
    if (entry.isDirectory()) yield* walk(root, `${folder}${entry.name}/`)
    // A developer's own secrets and logs are not committed.
    else if (entry.isFile() && entry.name !== '.env' && !entry.name.endsWith('.log'))
      yield folder + entry.name
  }
}

function zoneOf(path: string, folder: string): 'src' | 'test' {
  return path.startsWith(`${folder}/src/`) ? 'src' : 'test'
}

function parseManifest(text: string): Manifest {
  const json = JSON.parse(text) as {
    name: string
    nx?: { tags?: string[] }
    dependencies?: object
    optionalDependencies?: object
    peerDependencies?: object
    devDependencies?: object
  }
  const lines = text.split('\n')
  return {
    name: json.name,
    tags: json.nx?.tags ?? [],
    dependencies: new Set(
      Object.keys({ ...json.dependencies, ...json.optionalDependencies, ...json.peerDependencies }),
    ),
    devDependencies: new Set(Object.keys(json.devDependencies ?? {})),
    lineOf: (word) => Math.max(1, lines.findIndex((line) => line.includes(`"${word}"`)) + 1),
  }
}
