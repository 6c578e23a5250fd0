import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const workspace = join(import.meta.dirname, '../../..')

/** Names of the apps that are Node programs: those with a src/main.ts. */
export function serverApps(): string[] {
  const folder = join(workspace, 'apps')
  return readdirSync(folder).filter((app) => existsSync(join(folder, app, 'src/main.ts')))
}
