import { join } from 'node:path'
import { serverApps, workspace } from './apps.ts'
import { bundle } from './bundle.ts'

/*
 * node build.ts [APP...]: bundles the given apps into dist/APP; without arguments all. GIT_SHA and VERSION say what it is, where the
 * repository does not.
 */

const known = serverApps()
const selected = process.argv.length > 2 ? process.argv.slice(2) : known
const unknown = selected.filter((app) => !known.includes(app))

if (unknown.length > 0) {
  console.error(`build: unknown app: ${unknown.join(', ')}; known: ${known.join(', ')}`)
  process.exitCode = 2
} else {
  for (const app of selected) {
    await bundle(app, join(workspace, 'dist', app))
    console.log(`built dist/${app}`)
  }
}
