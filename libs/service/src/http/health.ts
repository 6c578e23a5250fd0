import { z } from 'zod'
import type { Http } from './server.ts'
import type { Metrics } from '../process/metrics.ts'
import { metricsPage } from '../process/workers.ts'

export interface HealthOptions {
  readiness: () => Record<string, true | string>
  metrics: Metrics
  isDraining: () => boolean
}

export const Live = z
  .object({ status: z.literal('live').describe('It responds') })
  .describe('The process responds')
export const Ready = z.object({
  status: z.enum(['ready', 'not ready', 'draining']).describe('Whether it should get requests'),
  checks: z
    .record(z.string(), z.union([z.literal(true), z.string()]))
    .describe('What it depends on: true, or the reason why it is not there'),
})

/** /livez: fails when the process should be restarted. /readyz: 503 while it should get no requests. /metrics: Prometheus. */
export function addHealth(app: Http, options: HealthOptions): void {
  // Probes repeat every few seconds, and their log lines would hide the others.
  const probe = { logLevel: 'warn', schema: { tags: ['health'] } } as const
  const { registry } = options.metrics
  const page = metricsPage(registry)

  app.get(
    '/livez',
    {
      ...probe,
      schema: { ...probe.schema, summary: 'Ask whether the process responds', response: { 200: Live } },
    },
    () => ({
      status: 'live' as const,
    }),
  )

  app.get(
    '/readyz',
    {
      ...probe,
      schema: {
        ...probe.schema,
        summary: 'Ask whether the process should get requests',
        description: '503: starting, draining, or without something it depends on.',
        response: {
          200: Ready,
          503: Ready,
        },
      },
    },
    async (_request, reply) => {
      const checks = options.readiness()
      const well = Object.values(checks).every((check) => check === true)
      if (options.isDraining()) return reply.code(503).send({ status: 'draining', checks })
      return well
        ? reply.code(200).send({ status: 'ready', checks })
        : reply.code(503).send({ status: 'not ready', checks })
    },
  )

  app.get('/metrics', { ...probe, schema: { hide: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await page()),
  )
}
