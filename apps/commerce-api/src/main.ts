import { runService } from '@munova/service'
import { startCommerceApi } from './commerce-api.ts'
import { CommerceConfig } from './config.ts'

await runService({
  name: 'commerce-api',
  settings: CommerceConfig,
  environment: process.env,
  start: (config, log) => startCommerceApi(config, { log }),
  onStarted: ({ url }, log) => log.info({ url }, 'commerce-api is listening'),
  stopTimeoutMs: ({ STOP_TIMEOUT_MS }) => STOP_TIMEOUT_MS,
})
