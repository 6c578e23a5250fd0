import { existsSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { workspace } from './apps.ts'

/** CommonJS packages in an ES module bundle still call require() for what belongs to Node. */
const banner = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`

/**
 * Writes one app, ready to run alone with `node src/main.mjs`, into `folder`, replacing what is there:
 *
 *     src/main.mjs (.map)   everything the app imports
 *     src/reference/        the files of its API reference page
 *     migrations/           as they are beside the source
 *
 * The folders lie to each other as in the source, so that the same relative addresses find them.
 */
export async function bundle(app: string, folder: string): Promise<void> {
  const home = join(workspace, 'apps', app)
  await rm(folder, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: [join(home, 'src/main.ts')],
    outfile: join(folder, 'src/main.mjs'),
    absWorkingDir: workspace,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    banner: { js: banner },
    metafile: true,
    logLevel: 'warning',
  })
  const migrations = join(home, 'migrations')
  if (existsSync(migrations)) await cp(migrations, join(folder, 'migrations'), { recursive: true })
  if (contains(metafile, 'libs/service/')) await copyReference(join(folder, 'src/reference'))
}

function contains({ inputs }: Metafile, prefix: string): boolean {
  return Object.keys(inputs).some((input) => input.startsWith(prefix))
}

/** What libs/service serves at /docs, and the licence it comes under. */
async function copyReference(folder: string): Promise<void> {
  const service = join(workspace, 'libs/service')
  const swaggerUi = dirname(
    createRequire(join(service, 'package.json')).resolve('@fastify/swagger-ui/package.json'),
  )
  await cp(join(swaggerUi, 'static'), folder, { recursive: true })
  await cp(join(service, 'third-party/swagger-ui'), folder, { recursive: true })
}
