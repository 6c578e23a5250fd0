import { z } from 'zod'
import type { Http } from './server.ts'
import { runningBuild } from '../process/build.ts'
import type { Metrics } from '../process/metrics.ts'
import { metricsPage } from '../process/workers.ts'

export interface HealthOptions {
  readiness: () => Record<string, true | string>
  metrics: Metrics
  isLeaving: () => boolean
}

export const Live = z
  .object({
    status: z.literal('live').describe('It responds'),
    version: z.string().describe('The version that runs, or `development`'),
    gitSha: z.string().describe('The commit that it was built from, or `development`'),
  })
  .describe('The process responds')
export const Ready = z.object({
  status: z.enum(['ready', 'not ready', 'leaving']).describe('Whether it should get requests'),
  checks: z
    .record(z.string(), z.union([z.literal(true), z.string()]))
    .describe('What it depends on: true, or the reason why it is not there'),
})

/**
 * /livez: fails when the process should be restarted. /readyz: 503 while the process cannot serve, and 404 once it leaves on purpose: a
 * balancer that is told of it (`http-check disable-on-404`) ends the connections of the first and spares those of the other.
 * /metrics: Prometheus.
 */
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
      ...runningBuild(),
    }),
  )

  app.get(
    '/readyz',
    {
      ...probe,
      schema: {
        ...probe.schema,
        summary: 'Ask whether the process should get requests',
        description:
          '404: it leaves on purpose and serves what it has. 503: starting, or without something it depends on.',
        response: {
          200: Ready,
          404: Ready,
          503: Ready,
        },
      },
    },
    async (_request, reply) => {
      const checks = options.readiness()
      const well = Object.values(checks).every((check) => check === true)
      if (options.isLeaving()) return reply.code(404).send({ status: 'leaving', checks })
      return well
        ? reply.code(200).send({ status: 'ready', checks })
        : reply.code(503).send({ status: 'not ready', checks })
    },
  )

  app.get('/metrics', { ...probe, schema: { hide: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await page()),
  )
}
