import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type RawServerDefault,
} from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerBrokenRequest, answerFailure } from './failure.ts'
import { addHealth } from './health.ts'
import type { Log } from '../process/log.ts'
import { requestDurations, type Metrics } from '../process/metrics.ts'
import { addOpenapi } from './openapi.ts'
import {
  serviceProblem,
  serviceProblems,
  type Problem,
  type ProblemTable,
  type ProblemTexts,
} from './problem.ts'
import { addReference } from './reference.ts'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts'
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
    /** Logs and measures a request that was upgraded: the time of its handshake, with status 101. */
    observeUpgrade(reply: FastifyReply): void
  }
  interface FastifyContextConfig {
    /** Codes of the problems this route answers with, for the reference. */
    problems?: readonly string[]
    /** The media type of good answers where it is not JSON, for the reference. */
    produces?: string
  }
}

export interface HttpTimeouts {
  /** A socket on which nothing moved for so long is closed, also one whose owner does not read the answer. */
  idleMs: number
  /** The headers must be complete within. */
  headersMs: number
  /** The whole request must be complete within. */
  requestMs: number
  /** A kept-alive connection may wait so long for its next request. */
  keepAliveMs: number
  /** How often late headers and requests are looked for. */
  checkMs: number
}

// Kept alive longer than balancers keep their side (60 s), so that they never write to a socket being closed.
const defaultTimeouts: HttpTimeouts = {
  idleMs: 90_000,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 72_000,
  checkMs: 5_000,
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
  /** Whose X-Forwarded-For is believed: nobody's, everybody's, or that of these addresses (comma-separated, CIDR). */
  trustProxy: boolean | string
  /** The app's own table; `serviceProblems` stand in for what it has not. */
  problems?: ProblemTable
  /** Texts of the problems in other languages, of which `Accept-Language` chooses. */
  problemTexts?: Readonly<Record<string, ProblemTexts>>
  /** Names failures that come from below, such as a lost database connection; what it leaves is INTERNAL. */
  problemFor?: (error: unknown) => Problem | undefined
  timeouts?: Partial<HttpTimeouts>
}

const SWITCHING_PROTOCOLS = 101

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // Routes whose answers may be kept say so themselves.
  'cache-control': 'no-store',
}

/** The server both apps stand on; it is not listening yet and the routes are the app's. */
export function createHttp(options: HttpOptions): Http {
  const { log, metrics } = options
  const loggerInstance: FastifyBaseLogger = log
  const problems = { ...serviceProblems, ...options.problems }
  const failures = {
    texts: { ...options.problemTexts, en: problems },
    problemFor: options.problemFor ?? (() => undefined),
  }
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  /** Of the routes that accept a WebSocket. */
  const webSocketPaths = new Set<string>()
  // Missing in the type declarations.
  const upgrades: object = {
    shouldUpgradeCallback: (request: IncomingMessage) => isHandshake(request, webSocketPaths),
  }
  const app: Http = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy,
    connectionTimeout: timeouts.idleMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    http: {
      headersTimeout: timeouts.headersMs,
      connectionsCheckingInterval: timeouts.checkMs,
      ...upgrades,
    },
    forceCloseConnections: 'idle',
    // The hook below answers instead, as a problem.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, log),
    frameworkErrors: (error, _request, reply) => void answerFailure(error, reply, failures),
  })
  let draining = false
  let closing = false

  app.decorate('drain', () => {
    draining = true
  })
  app.addHook('onRoute', (route) => {
    if ('wsHandler' in route || 'websocket' in route) webSocketPaths.add(route.url)
  })
  app.addHook('preClose', async () => {
    closing = true
  })
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler(compileSerializer)
  app.setErrorHandler((error, _request, reply) => answerFailure(error, reply, failures))
  app.setNotFoundHandler(() => {
    throw serviceProblem('ROUTE_NOT_FOUND')
  })
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeaders).header(REQUEST_ID_HEADER, request.id)
    // A kept-alive client would otherwise stay with this server until it is gone.
    if (draining) void reply.header('connection', 'close')
    if (closing) throw serviceProblem('UNAVAILABLE', { detail: 'stopping', retryAfterMs: 1_000 })
  })
  observeRequests(app, metrics)
  addOpenapi(app, { name: options.name, version: options.version, problems })
  addHealth(app, { readiness: options.readiness, metrics, isDraining: () => draining || closing })
  addReference(app, options.name)
  return app
}

/** One log line and one sample for each request, by route: never the URL, which may carry names and tokens. */
function observeRequests(app: Http, metrics: Metrics): void {
  const durations = requestDurations(metrics)
  const observe = ({ request, elapsedTime }: FastifyReply, status: number) => {
    const fields = { method: request.method, route: request.routeOptions.url ?? '(none)', status }
    durations.observe(fields, elapsedTime / 1000)
    request.log.info({ ...fields, ms: Math.round(elapsedTime * 10) / 10 }, 'request')
  }
  app.addHook('onResponse', async (_request, reply) => observe(reply, reply.statusCode))
  app.decorate('observeUpgrade', (reply) => observe(reply, SWITCHING_PROTOCOLS))
  app.addHook('onRequestAbort', async (request) => {
    request.log.info(
      { method: request.method, route: request.routeOptions.url ?? '(none)' },
      'request aborted',
    )
  })
}

/**
 * Whether a request with an `Upgrade` header is the handshake of a WebSocket route. Node treats every other one as an
 * ordinary request, as RFC 9110, 7.8 allows; its path is compared as it was sent, since only Fastify's router decodes it.
 */
function isHandshake({ method, url, headers }: IncomingMessage, paths: ReadonlySet<string>): boolean {
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return false
  const [path] = (url ?? '').replace(/^https?:\/\/[^/]*/i, '').split('?')
  return path !== undefined && paths.has(path)
}
