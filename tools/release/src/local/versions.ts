import { cp, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle } from '@munova/tool-deploy'
import type { Broken } from '../settings.ts'

/** Not the probes, by which it would not even be ready. */
const IS_WORK = `const isWork = (url) => url !== undefined && !/^\\/(livez|readyz|metrics)/.test(url)`

/** What a broken version does before its own program runs. */
const faults: Record<Broken, string> = {
  'never-ready': `
    import { createServer } from 'node:http'
    createServer((request, response) => {
      response.writeHead(503, { 'content-type': 'application/json' })
      response.end('{"status":"not ready","checks":{"demonstration":"this version is never ready"}}')
    }).listen(Number(process.env.PORT), process.env.HOST)
    console.log('never ready, on purpose')`,
  errors: `
    ${IS_WORK}
    import { ServerResponse } from 'node:http'
    const { writeHead } = ServerResponse.prototype
    let count = 0
    ServerResponse.prototype.writeHead = function (status, ...rest) {
      const isFailed = isWork(this.req?.url) && ++count % 20 === 0
      return writeHead.call(this, isFailed ? 500 : status, ...rest)
    }
    await import('./program.mjs')`,
  slow: `
    ${IS_WORK}
    import { ServerResponse } from 'node:http'
    const { end } = ServerResponse.prototype
    ServerResponse.prototype.end = function (...rest) {
      if (!isWork(this.req?.url)) return end.apply(this, rest)
      setTimeout(() => end.apply(this, rest), 400)
      return this
    }
    await import('./program.mjs')`,
}

/** Bundles the app as it is in this checkout, as the old version and as the new one, which may get a fault. */
export async function writeVersions(
  app: string,
  artefacts: string,
  versions: { old: string; fresh: string; broken: Broken | undefined },
): Promise<void> {
  const { old, fresh, broken } = versions
  await bundle(app, join(artefacts, old))
  if (fresh === old) return
  await cp(join(artefacts, old), join(artefacts, fresh), { recursive: true, verbatimSymlinks: true })
  if (!broken) return
  const source = join(artefacts, fresh, 'src')
  await rename(join(source, 'main.mjs'), join(source, 'program.mjs'))
  await writeFile(join(source, 'main.mjs'), faults[broken])
}
