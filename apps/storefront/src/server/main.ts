import { runService } from '@munova/service'
import { StorefrontConfig } from './config.ts'
import { startStorefront } from './storefront.ts'

await runService({
  name: 'storefront',
  settings: StorefrontConfig,
  environment: process.env,
  start: (config, log) => startStorefront(config, { log }),
  onStarted: ({ url }, log) => log.info({ url }, 'storefront is listening'),
  stopTimeoutMs: ({ STOP_TIMEOUT_MS }) => STOP_TIMEOUT_MS,
})
