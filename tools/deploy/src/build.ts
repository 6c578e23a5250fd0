import { join } from 'node:path'
import { serverApps, workspace } from './apps.ts'
import { bundle } from './bundle.ts'

/* node build.ts [APP...]: bundles these apps, or all, into dist/APP. */

const known = serverApps()
const wanted = process.argv.length > 2 ? process.argv.slice(2) : known
const unknown = wanted.filter((app) => !known.includes(app))

if (unknown.length > 0) {
  console.error(`build: no such app: ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exitCode = 2
} else {
  for (const app of wanted) {
    await bundle(app, join(workspace, 'dist', app))
    console.log(`built dist/${app}`)
  }
}
