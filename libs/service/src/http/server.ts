import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type RawServerDefault,
} from 'fastify'
import type { FieldTexts, GeneralFieldText } from '@munova/text-contract'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { addCors, type CorsOptions } from './cors.ts'
import { sendMalformedRequest, sendFailure } from './failure.ts'
import type { TrustedProxies } from './trusted-proxies.ts'
import { addHealth } from './health.ts'
import { endIdleConnectionsOnClose } from './idle-connections.ts'
import { readJsonBodies } from './json-body.ts'
import type { Log } from '../process/log.ts'
import { measureRequests, type Metrics } from '../process/metrics.ts'
import { addOpenapi, noTexts, type ApiTexts } from './openapi/openapi.ts'
import {
  rejectedPath,
  serviceProblem,
  serviceProblems,
  type Problem,
  type ProblemTable,
  type ProblemTexts,
} from './problem.ts'
import { isTracing } from '../tracing/index.ts'
import { addStartPage } from './openapi/start-page.ts'
import { addReference } from './openapi/api-reference.ts'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts'
import { TemporaryFailures } from './temporary-failures.ts'
import { traceRequests } from './trace-requests.ts'
import { compileSerializer, compileValidator, type ZodProvider } from './validation.ts'

/** A Fastify instance whose routes are described in zod. */
export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodProvider
>

declare module 'fastify' {
  interface FastifyInstance {
    /** Makes /readyz respond 404, so that balancers send no new requests, and ends each connection after its next response. */
    leave(): void
    /** Logs and measures a request that was upgraded: the time of its handshake, with status 101. */
    observeUpgrade(reply: FastifyReply): void
  }
  interface FastifyContextConfig {
    /** Codes of the problems that this route responds with, for the OpenAPI document. */
    problems?: readonly string[]
    /** The media type of successful responses where it is not JSON, for the OpenAPI document. */
    produces?: string
    /** The media type of request bodies where it is not JSON, for the OpenAPI document. */
    consumes?: string
  }
}

export interface HttpTimeouts {
  /** A socket without any traffic for so long is closed, also one whose client does not read the response. */
  idleMs: number
  /** Time limit for receiving the headers. */
  headersMs: number
  /** Time limit for receiving the whole request. */
  requestMs: number
  /** How long a kept-alive connection may be idle between requests. */
  keepAliveMs: number
  /** How often the time limits of headers and requests are checked. */
  checkMs: number
}

// Connections are kept alive longer than by load balancers (60 s), so that these never write to a socket being closed.
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
  /** Called for each /readyz: a check is true, or the reason why not. */
  readiness: () => Record<string, true | string>
  /** The largest request body, in bytes. */
  bodyLimit: number
  /** Whose X-Forwarded-For is trusted; nobody's with `false`. */
  trustProxy: false | TrustedProxies
  /** The app's table; `serviceProblems` are used for codes that it does not have. */
  problems?: ProblemTable
  /** Texts of the problems in other languages; `Accept-Language` selects one. */
  problemTexts?: Readonly<Record<string, ProblemTexts>>
  /** Messages of invalid paths in these languages. */
  fieldTexts?: Readonly<Record<string, FieldTexts>>
  /** Makes problems of errors from lower layers, such as a lost database connection. All others are INTERNAL. */
  problemFor?: (error: unknown) => Problem | undefined
  /** Without this, the OpenAPI document has no introduction, no components and no descriptions. */
  api?: ApiTexts
  /** What the page at / says of accounts to try. */
  demoAccounts?: string | undefined
  /** Without this, browsers let no page of another origin read a response. */
  cors?: CorsOptions
  timeouts?: Partial<HttpTimeouts>
}

const SWITCHING_PROTOCOLS = 101
/** Requests of one connection that are worked on at the same time. */
const MAX_PIPELINED = 16

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // Routes whose responses may be cached set their own.
  'cache-control': 'no-store',
}

/** The HTTP server of both apps, not listening yet: error responses, validation, OpenAPI, health, metrics and log. */
export function createHttp(options: HttpOptions): Http {
  const { log, metrics } = options
  const loggerInstance: FastifyBaseLogger = log
  const problems = { ...serviceProblems, ...options.problems }
  const failures = {
    texts: { ...options.problemTexts, en: problems },
    fieldTexts: options.fieldTexts ?? {},
    problemFor: options.problemFor ?? (() => undefined),
    temporaryFailures: new TemporaryFailures(),
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
      // A hook below rejects such requests, with a problem.
      requireHostHeader: false,
      ...upgrades,
    },
    forceCloseConnections: 'idle',
    // The hook below responds with a problem instead.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => sendMalformedRequest(error, socket, { ...failures, log }),
    frameworkErrors: (error, _request, reply) => void sendFailure(error, reply, failures),
  })
  // A server may ignore an expectation (RFC 9110, 10.1.1); Node would respond to unknown ones with an empty 417.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  let leaving = false
  let closing = false

  app.decorate('leave', () => {
    leaving = true
  })
  app.addHook('onRoute', (route) => {
    if ('wsHandler' in route || 'websocket' in route) webSocketPaths.add(route.url)
  })
  app.addHook('preClose', async () => {
    closing = true
  })
  endIdleConnectionsOnClose(app)
  readJsonBodies(app)
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler(compileSerializer)
  app.setErrorHandler((error, _request, reply) => sendFailure(error, reply, failures))
  app.setNotFoundHandler(() => {
    throw serviceProblem('ROUTE_NOT_FOUND')
  })
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeaders).header(REQUEST_ID_HEADER, request.id)
    // Otherwise a kept-alive client would stay with this server until it stops.
    if (leaving) void reply.header('connection', 'close')
  })
  // Before the hooks that reject requests: a page can read a problem only with the headers of CORS.
  if (options.cors) addCors(app, options.cors)
  app.addHook('onRequest', async () => {
    if (closing) throw serviceProblem('UNAVAILABLE', { detail: 'stopping', retryAfterMs: 1_000 })
  })
  // After all onRequest hooks: one of them, of the WebSocket plugin, sees to it that an upgraded socket is closed after a rejection.
  app.addHook('preParsing', async ({ raw: { headers, httpVersion } }) => {
    if (httpVersion !== '1.1' || headers.host !== undefined) return
    throw serviceProblem('VALIDATION_FAILED', {
      errors: [rejectedPath('headers.host', 'is required' satisfies GeneralFieldText)],
    })
  })
  limitPipelining(app)
  observeRequests(app, options)
  const texts = { ...noTexts, title: options.name, ...options.api }
  addOpenapi(app, { version: options.version, texts, problems })
  addHealth(app, { readiness: options.readiness, metrics, isLeaving: () => leaving || closing })
  addReference(app, texts.title)
  if (options.api) {
    addStartPage(app, { texts, version: options.version, demoAccounts: options.demoAccounts || undefined })
  }
  return app
}

/**
 * Node works on all requests that a client has sent on one connection, however many fit into one read, and keeps their
 * responses in memory. Clients do not pipeline more than a few; one that does is disconnected.
 */
function limitPipelining(app: Http): void {
  const inFlight = new WeakMap<Socket, number>()
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    const count = (inFlight.get(socket) ?? 0) + 1
    inFlight.set(socket, count)
    if (count <= MAX_PIPELINED) return undefined
    socket.destroy()
    return reply.hijack()
  })
  app.addHook('onResponse', async ({ raw: { socket } }) => {
    inFlight.set(socket, (inFlight.get(socket) ?? 1) - 1)
  })
}

/** Logs and measures each request by its route: never by its URL, which may contain names and tokens. */
function observeRequests(app: Http, { metrics, trustProxy }: HttpOptions): void {
  const measure = measureRequests(metrics)
  const endSpan = isTracing() ? traceRequests(app, { trusts: trustProxy || (() => false) }) : undefined
  const observe = (reply: FastifyReply, status: number) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10
    reply.request.log.info({ ...measure(reply, status), ms }, 'request')
    endSpan?.(reply.request, status)
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
