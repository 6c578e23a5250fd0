import { runService } from '@munova/service'
import { StorefrontConfig } from './server/config.ts'
import { startStorefront } from './server/storefront.ts'

/** Built by `vite build`; at the same place beside this file in the tree and in the bundle. */
const pages = new URL('../build/handler.js', import.meta.url)

await runService({
  name: 'storefront',
  settings: StorefrontConfig,
  environment: process.env,
  start: (config, log) => startStorefront(config, { log, pages }),
  onStarted: ({ url }, log) => log.info({ url }, 'storefront is listening'),
  stopTimeoutMs: ({ STOP_TIMEOUT_MS }) => STOP_TIMEOUT_MS,
})
