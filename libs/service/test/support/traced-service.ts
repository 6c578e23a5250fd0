import { registerHooks } from 'node:module'

/* A service whose output says which modules of OpenTelemetry were loaded, for off.test.ts. */

const loaded = new Set<string>()
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@opentelemetry/')) loaded.add(specifier)
    return next(specifier, context)
  },
})

const { createHttp, createMetrics, runService, tracingSettings } = await import('../../src/index.ts')
const { z } = await import('zod')

await runService({
  name: 'test-service',
  settings: z.object({
    LOG_LEVEL: z.enum(['info', 'warn']).default('info'),
    ...tracingSettings,
  }),
  environment: process.env,
  tracing: (config) => config,
  async start(_config, log) {
    const http = createHttp({
      name: 'test-service',
      version: '1.0.0',
      log,
      metrics: createMetrics('test'),
      readiness: () => ({}),
      bodyLimit: 1024,
      trustProxy: false,
    })
    await http.inject('/nothing')
    await http.inject('/livez')
    return { leave: () => http.leave(), close: () => http.close() }
  },
  onStarted(_service, log) {
    log.info({ modules: [...loaded] }, 'started')
    process.kill(process.pid, 'SIGTERM')
  },
  graceMs: () => 1,
  stopTimeoutMs: () => 5_000,
})
