import { z } from 'zod'
import { ConfigError, runService } from '../../src/index.ts'

/* A service that stops itself as soon as it runs, for run-service.test.ts. */

await runService({
  name: 'test-service',
  settings: z.object({
    PORT: z.coerce.number().int().default(0),
    GREETING: z.string(),
    API_KEY: z.string().min(32).optional(),
    API_URL: z.url().optional(),
    LOG_LEVEL: z.enum(['info', 'warn']).default('info'),
  }),
  environment: process.env,
  async start({ GREETING: greeting }, log) {
    if (greeting === 'nobody') throw new ConfigError('nobody is not greeted')
    return { greeting, leave: () => log.info('left'), close: async () => log.info('closed') }
  },
  onStarted({ greeting }, log) {
    log.info({ greeting }, 'started')
    process.kill(process.pid, 'SIGTERM')
  },
  graceMs: () => 1,
  stopTimeoutMs: () => 5_000,
})
