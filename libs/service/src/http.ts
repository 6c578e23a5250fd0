import fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { Problem, serviceProblem, type ProblemTable } from './problem.ts'
import { compileSerializer, compileValidator, type ZodProvider } from './validation.ts'

/** A Fastify whose routes are described in zod. */
export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodProvider
>

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on /readyz answers 503, so that balancers send nothing new; requests are still served. */
    drain(): void
  }
  interface FastifyContextConfig {
    /** Codes of the problems this route answers with, for the reference. */
    problems?: readonly string[]
  }
}

export interface HttpTimeouts {
  /** A socket on which nothing moved for so long is closed (also one whose owner does not read the answer). */
  idleMs: number
  /** The headers must be complete within. */
  headersMs: number
  /** The whole request must be complete within. */
  requestMs: number
  /** A kept-alive connection may wait so long for its next request. */
  keepAliveMs: number
}

export interface HttpOptions {
  name: string
  version: string
  log: Log
  metrics: Metrics
  /** Asked at each /readyz: true, or why not. */
  readiness: () => Record<string, true | string>
  /** Bytes of a request body. */
  bodyLimit: number
  trustProxy: boolean | string
  /** The app's own problems, for the reference. */
  problems?: ProblemTable
  /** Names failures that come from below, such as a lost database connection; undefined = INTERNAL. */
  problemFor?: (error: unknown) => Problem | undefined
  timeouts?: Partial<HttpTimeouts>
}

/** Not listening yet; routes are added by the app. */
export function createHttp(options: HttpOptions): Http {
  let draining = false
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy,
  }).withTypeProvider<ZodProvider>()
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler(compileSerializer)
  app.setErrorHandler((error, request, reply) => {
    const problem =
      error instanceof Problem ? error : (options.problemFor?.(error) ?? serviceProblem('INTERNAL'))
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ code: problem.code, title: problem.title, requestId: request.id }))
  })
  app.get('/livez', () => ({ status: 'live' }))
  app.get('/readyz', (_request, reply) => {
    const checks = options.readiness()
    const ready = !draining && Object.values(checks).every((check) => check === true)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks })
  })
  app.decorate('drain', () => {
    draining = true
  })
  return app
}
