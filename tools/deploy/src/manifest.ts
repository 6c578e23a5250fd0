import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readMigrations } from '@munova/database'
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
export async function manifestOf(app: string, { GIT_SHA, VERSION }: BuildVariables): Promise<Manifest> {
  const { version } = JSON.parse(readFileSync(join(workspace, 'apps', app, 'package.json'), 'utf8')) as {
    version: string
  }
  const schema = await schemaOf(join(workspace, 'apps', app, 'migrations'))
  return Manifest.parse({
    app,
    // A build argument without a value is an empty variable.
    version: VERSION || version,
    gitSha: GIT_SHA || checkedOut(),
    ...(schema && { schema }),
  })
}

async function schemaOf(folder: string): Promise<Manifest['schema']> {
  if (!existsSync(folder)) return undefined
  const migrations = await readMigrations(pathToFileURL(`${folder}/`))
  return {
    needs: migrations.at(-1)!.version,
    migrations: migrations.map(({ name, toleratedFrom }) => ({ name, toleratedFrom })),
  }
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
