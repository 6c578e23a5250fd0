import { existsSync } from 'node:fs'
import { copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { buildPages } from '@munova/tool-pages'
import { workspace } from './apps.ts'
import { type BuildVariables, manifestOf } from './manifest.ts'

/** CommonJS packages in an ES module bundle call require() for Node's built-in modules. */
const banner = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`

/** What a bundle cannot hold. */
const nativePackages = ['sharp']

/**
 * Writes one app into `folder`, replacing its content. It runs with `node src/main.mjs` and needs nothing beside it; the image holds
 * the same files:
 *
 *     src/main.mjs (.map)   the app and everything it imports
 *     src/reference/        the files of its API reference page
 *     node_modules/         packages with native parts, for the platform of this machine
 *     migrations/           a copy of the app's migrations
 *     build/                the pages, of the storefront
 *     manifest.json         app, version, commit and schema
 *     healthcheck.mjs       asks the running app whether it is well
 *
 * The relative paths are those of the source tree.
 */
export async function bundle(
  app: string,
  folder: string,
  variables: BuildVariables = process.env,
): Promise<void> {
  const appFolder = join(workspace, 'apps', app)
  await rm(folder, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: [join(appFolder, 'src/main.ts')],
    outfile: join(folder, 'src/main.mjs'),
    absWorkingDir: workspace,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    banner: { js: banner },
    external: [...nativePackages],
    metafile: true,
    logLevel: 'warning',
  })
  const migrations = join(appFolder, 'migrations')
  if (existsSync(migrations)) await cp(migrations, join(folder, 'migrations'), { recursive: true })
  if (existsSync(join(appFolder, 'vite.config.ts'))) await buildPages(join(folder, 'build'))
  if (contains(metafile, 'libs/pictures/')) {
    for (const name of nativePackages) await copyPackage(name, join(folder, 'node_modules'))
  }
  if (contains(metafile, 'libs/service/')) await copyReference(join(folder, 'src/reference'))
  await copyFile(join(workspace, 'deploy/healthcheck.mjs'), join(folder, 'healthcheck.mjs'))
  const manifest = await manifestOf(app, variables)
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

function contains({ inputs }: Metafile, prefix: string): boolean {
  return Object.keys(inputs).some((input) => input.startsWith(prefix))
}

/** Copies a package and what it needs, as far as it is installed: of its parts for each platform one is. */
async function copyPackage(name: string, folder: string): Promise<void> {
  const source = join(workspace, 'node_modules', name)
  if (!existsSync(source) || existsSync(join(folder, name))) return
  await cp(source, join(folder, name), { recursive: true })
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Record<string, object>
  for (const needed of Object.keys({ ...manifest['dependencies'], ...manifest['optionalDependencies'] })) {
    await copyPackage(needed, folder)
  }
}

/** Copies the files libs/service serves at /docs, with their licence. */
async function copyReference(folder: string): Promise<void> {
  const service = join(workspace, 'libs/service')
  const swaggerUi = dirname(
    createRequire(join(service, 'package.json')).resolve('@fastify/swagger-ui/package.json'),
  )
  await cp(join(swaggerUi, 'static'), folder, { recursive: true })
  await cp(join(service, 'third-party/swagger-ui'), folder, { recursive: true })
}
