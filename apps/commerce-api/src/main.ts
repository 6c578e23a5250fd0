import { ConfigError, createLog, readConfig, runUntilSignal } from '@munova/service'
import { startCommerceApi } from './commerce-api.ts'
import { CommerceConfig } from './config.ts'

try {
  const config = readConfig(CommerceConfig, process.env)
  const log = createLog({ name: 'commerce-api', level: config.LOG_LEVEL })
  const api = await startCommerceApi(config, { log })
  runUntilSignal(() => api.close(), { log, timeoutMs: config.STOP_TIMEOUT_MS })
  log.info({ url: api.url }, 'commerce-api is listening')
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
