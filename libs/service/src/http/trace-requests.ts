import type { FastifyInstance, FastifyRequest } from 'fastify'
import { beginSpan, inSpan, type OpenSpan, parseTraceparent } from '../tracing/index.ts'
import type { TrustedProxies } from './trusted-proxies.ts'

const SERVER_ERROR = 500

/**
 * A span for each request, named by its route. It begins a trace, unless the peer is trusted and says what it is a part of: whether
 * one is recorded is not the client's to say. Returns what ends it.
 */
export function traceRequests(
  app: Pick<FastifyInstance, 'addHook'>,
  { trusts }: { trusts: TrustedProxies },
): (request: FastifyRequest, status: number) => void {
  const spans = new WeakMap<FastifyRequest, OpenSpan>()
  app.addHook('onRequest', (request, _reply, done) => {
    // What balancers and Prometheus ask all the time is not logged either.
    if (request.routeOptions.logLevel === 'warn') return done()
    const { socket, headers } = request.raw
    const isTrusted = trusts(socket.remoteAddress ?? '', 0)
    const route = request.routeOptions.url ?? '(none)'
    const span = beginSpan(`${request.method} ${route}`, {
      kind: 'server',
      parent: (isTrusted && parseTraceparent(headers['traceparent'])) || 'root',
      attributes: { 'http.request.method': request.method, 'http.route': route },
    })
    if (!span) return done()
    spans.set(request, span)
    inSpan(span, done)
  })
  const goOn = (request: FastifyRequest, done: () => void) => {
    const span = spans.get(request)
    if (span) inSpan(span, done)
    else done()
  }
  // What follows the body, and what follows the response, runs where the socket's events do.
  app.addHook('preValidation', (request, _reply, done) => goOn(request, done))
  app.addHook('onResponse', (request, _reply, done) => goOn(request, done))
  app.addHook('onRequestAbort', (request, done) => {
    spans.get(request)?.end(new Error('aborted'))
    done()
  })
  return (request, status) => {
    const span = spans.get(request)
    span?.set('http.response.status_code', status)
    span?.end(status >= SERVER_ERROR ? new Error(String(status)) : undefined)
  }
}
