import type { IncomingMessage, ServerResponse } from 'node:http'
import proxy from '@fastify/http-proxy'
import compression from '@polka/compression'
import {
  createLog,
  createMetrics,
  endIdleConnectionsOnClose,
  type Log,
  measureRequests,
  runningBuild,
  traceRequests,
  trustedProxies,
} from '@munova/service'
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { currentTraceparent, isTracing } from '@munova/service/tracing'
import { configurePages, type StorefrontConfig } from './config.ts'
import { passLiveOn } from './live.ts'

export interface Storefront {
  url: string
  /** Makes /readyz respond 404, so that balancers send nothing new; everything is served on. */
  leave(): void
  /** Finishes requests under way, and ends live connections. Idempotent. */
  close(): Promise<void>
}

type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Connections to each of the other servers. */
const MAX_CONNECTIONS = 4_096

/**
 * Serves the pages, and both servers under the same origin: /v1 is commerce-api, /chat chat-server (/chat/ws live). In production
 * a balancer may send these two past the storefront. Rejects when the pages are not built or the port is taken.
 */
export async function startStorefront(
  config: StorefrontConfig,
  options: { pages: URL; log?: Log },
): Promise<Storefront> {
  const log = options.log ?? createLog({ name: 'storefront', level: config.LOG_LEVEL })
  const loggerInstance: FastifyBaseLogger = log
  configurePages(config)
  const { handler } = (await import(options.pages.href)) as { handler: Middleware }
  const metrics = createMetrics('storefront')
  const trusts = trustedProxies(config.TRUST_PROXY)
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trusts,
    // Idle event streams send a comment more often.
    connectionTimeout: 90_000,
    keepAliveTimeout: 72_000,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
  })
  endIdleConnectionsOnClose(app)
  let isLeaving = false
  closeConnectionsWhile(app, () => isLeaving)
  const endSpan = isTracing() ? traceRequests(app, { trusts }) : undefined
  nameTrace(app)
  const measure = measureRequests(metrics)
  app.addHook('onResponse', (request, reply, done) => {
    measure(reply, reply.statusCode)
    endSpan?.(request, reply.statusCode)
    done()
  })
  const probe = { logLevel: 'warn' } as const
  app.get('/livez', probe, () => ({ status: 'ok', ...runningBuild() }))
  app.get('/readyz', probe, (_request, reply) =>
    reply.code(isLeaving ? 404 : 200).send({ status: isLeaving ? 'leaving' : 'ok' }),
  )
  app.get('/metrics', probe, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  const streams = eventStreams(app)
  await addServer(app, '/v1', { upstream: config.COMMERCE_API_URL, rewritePrefix: '/v1' })
  await addServer(app, '/chat', { upstream: config.CHAT_SERVER_URL, rewritePrefix: '/' })
  await app.register(pages(handler))
  const live = passLiveOn(app.server, { to: config.CHAT_SERVER_URL, trusts })

  const url = await app.listen({ host: config.HOST, port: config.PORT })
  let closing: Promise<void> | undefined
  return {
    url: url.replace('127.0.0.1', 'localhost').replace('0.0.0.0', 'localhost'),
    leave() {
      isLeaving = true
    },
    close() {
      isLeaving = true
      live.close()
      streams.end()
      closing ??= app.close().then(() => metrics.close())
      return closing
    },
  }
}

/** The other servers believe what this one says: which trace a request is a part of, and never what the browser says. */
function nameTrace(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const traceparent = currentTraceparent()
    if (traceparent !== undefined) headers['traceparent'] = traceparent
    else if (headers['traceparent'] !== undefined) delete headers['traceparent']
    done()
  })
}

/** Ends each connection after its next response; a kept-alive client would stay with this server until it stops. */
function closeConnectionsWhile(app: FastifyInstance, isLeaving: () => boolean): void {
  // Of the pages, which write to the raw response.
  app.addHook('onRequest', (_request, { raw }, done) => {
    if (isLeaving()) raw.setHeader('connection', 'close')
    done()
  })
  // Of what is passed on, which has the header of the other server.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isLeaving()) void reply.header('connection', 'close')
    done()
  })
}

/** Streams of events that are passed on: they would hold up the end of the server, and their readers open them again elsewhere. */
function eventStreams(app: FastifyInstance): { end(): void } {
  const open = new Set<ServerResponse>()
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) {
      open.add(reply.raw)
      reply.raw.once('close', () => open.delete(reply.raw))
    }
    done()
  })
  return {
    end() {
      for (const response of open) response.destroy()
    },
  }
}

/** Sends every request below a path to a server. */
async function addServer(
  app: FastifyInstance,
  prefix: string,
  { upstream, rewritePrefix }: { upstream: string; rewritePrefix: string },
): Promise<void> {
  await app.register(proxy, {
    upstream,
    prefix,
    rewritePrefix,
    http2: false,
    // Streams of notifications stay open, each on a connection of its own: more than the servers accept.
    undici: { bodyTimeout: 0, headersTimeout: 35_000, connections: MAX_CONNECTIONS },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => ({ ...headers, ...forwarded(request as FastifyRequest) }),
    },
  })
}

/** Who asks, as this server knows it; what the client says of itself is overwritten. */
function forwarded(request: FastifyRequest) {
  return {
    'x-forwarded-for': request.ip,
    'x-forwarded-proto': request.protocol,
    'x-forwarded-host': request.host,
  }
}

/** SvelteKit's handler reads bodies itself. */
const pages = (handler: Middleware) => (scope: FastifyInstance, _options: object, done: () => void) => {
  const compress = compression({ threshold: 1024, level: 5 }) as Middleware
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
  scope.all('/*', (request, reply) => {
    reply.hijack()
    Object.assign(request.raw.headers, forwarded(request))
    compress(request.raw, reply.raw, () =>
      handler(request.raw, reply.raw, () => {
        reply.raw.writeHead(404).end()
      }),
    )
  })
  done()
}
