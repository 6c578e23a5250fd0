import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runService } from '@munova/service'
import { requirePaymentWindow, StorefrontConfig } from './server/config.ts'
import { startStorefront } from './server/storefront.ts'

/** At the same place beside this file in the tree and in the bundle. */
const build = fileURLToPath(new URL('../build', import.meta.url))

await runService({
  name: 'storefront',
  settings: StorefrontConfig,
  environment: process.env,
  check: requirePaymentWindow,
  start: (config, log) => {
    const pages = pathToFileURL(join(config.PAGES_FOLDER ?? build, 'handler.js'))
    return startStorefront(config, { log, pages })
  },
  onStarted: ({ url }, log) => log.info({ url }, 'storefront is listening'),
  tracing: (config) => config,
  graceMs: ({ DRAIN_GRACE_MS }) => DRAIN_GRACE_MS,
  stopTimeoutMs: ({ STOP_TIMEOUT_MS }) => STOP_TIMEOUT_MS,
})
