import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Manifest } from '@munova/service'
import { workspace } from './apps.ts'

/** Where the commit comes from when there is no repository, as in the build of an image. */
export interface BuildVariables {
  /** The commit. Default: the one that is checked out. */
  GIT_SHA?: string | undefined
  /** Default: the version of the app's package. */
  VERSION?: string | undefined
}

/** What a bundle of the app is: its version, its commit, and the schema of its database. */
export function manifestOf(app: string, { GIT_SHA, VERSION }: BuildVariables): Manifest {
  const { version } = JSON.parse(readFileSync(join(workspace, 'apps', app, 'package.json'), 'utf8')) as {
    version: string
  }
  const schema = schemaOf(join(workspace, 'apps', app, 'migrations'))
  return Manifest.parse({
    app,
    // A build argument without a value is an empty variable.
    version: VERSION || version,
    gitSha: GIT_SHA || checkedOut(),
    ...(schema && { schema }),
  })
}

function schemaOf(folder: string): Manifest['schema'] {
  if (!existsSync(folder)) return undefined
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .toSorted()
  return { needs: Number(migrations.at(-1)!.slice(0, 4)), migrations }
}

function checkedOut(): string {
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '-dirty'}`
  } catch {
    return 'unknown'
  }
}

function git(...args: string[]): string {
  const stdio = ['ignore', 'pipe', 'ignore'] as const
  return execFileSync('git', args, { cwd: workspace, encoding: 'utf8', stdio: [...stdio] }).trim()
}
