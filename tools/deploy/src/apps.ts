import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const workspace = join(import.meta.dirname, '../../..')

/** The apps that run as a Node program: each has its start in src/main.ts. */
export function serverApps(): string[] {
  const folder = join(workspace, 'apps')
  return readdirSync(folder).filter((app) => existsSync(join(folder, app, 'src/main.ts')))
}
