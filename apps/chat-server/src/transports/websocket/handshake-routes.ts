import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import websocket from '@fastify/websocket'
import { type ChatErrorCode, chatErrors } from '@munova/chat-contract'
import type { Http, RejectedPath } from '@munova/service'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { ChatConfig } from '../../config.ts'
import { problem, rejectedPath } from '../../problems.ts'
import type { Admission } from '../connection/admission.ts'
import { ServerWebSocket } from './server-websocket.ts'
import type { WebSocketTransport } from './websocket-transport.ts'

/**
 * What a route stores on its request for the upgrade, which follows at once. Not in a WeakMap: minor collections treat the
 * values of an old WeakMap as reachable, which costs 3 KB per connection until the next major collection.
 */
const upgrade = Symbol('upgrade')
const onSignedIn = Symbol('onSignedIn')
interface Handshake extends IncomingMessage {
  [onSignedIn]?: () => void
  [upgrade]?: { reply: FastifyReply; subprotocols: readonly string[] }
}

/** Those that `ws` speaks; 13 is the RFC. */
const versions: readonly (string | undefined)[] = ['13', '8']
const keyForm = /^[+/0-9A-Za-z]{22}==$/
/** A token of RFC 9110, 5.6.2. */
const tokenForm = /^[!#$%&'*+.^_`|~\w-]+$/

const problems: ChatErrorCode[] = ['VALIDATION_FAILED', 'UPGRADE_REQUIRED', 'OVERLOADED', 'UNAVAILABLE']

/**
 * Adds a route for each transport over WebSocket. A handshake passes Fastify's hooks like any other request, and is
 * rejected with a problem, before the upgrade; `onRejected` is called with its code.
 */
export async function addHandshakeRoutes(
  http: Http,
  options: {
    config: ChatConfig
    transports: readonly WebSocketTransport[]
    admission: Admission
    onRejected: (code: ChatErrorCode) => void
  },
): Promise<void> {
  const { config, transports, admission } = options
  // Not in the type declarations, or in those of the plugin only as the default class itself.
  const untyped: object = { WebSocket: ServerWebSocket, closeTimeout: config.CLOSE_LINGER_MS }
  const webSocketOptions = {
    ...untyped,
    clientTracking: false,
    // Compression costs ten times as much CPU as sending, and fragments the heap.
    perMessageDeflate: false,
    maxPayload: config.MAX_FRAME_BYTES,
    handleProtocols: (offered: ReadonlySet<string>, request: Handshake) =>
      request[upgrade]?.subprotocols.find((known) => offered.has(known)) ?? false,
  }
  await http.register(websocket, {
    options: webSocketOptions,
    // Instead of the plugin's own hook, which would close the connections: the drain has done so.
    preClose: (done) => done(),
  })
  http.addHook('onError', async (request, reply, error) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return
    options.onRejected(codeOf(error))
    // The socket of an upgrade is no longer Node's HTTP server's: the plugin closes it after the response.
    if (request.ws) void reply.header('connection', 'close')
  })
  for (const transport of transports) addRoute(http, transport, admission)
}

function addRoute(http: Http, transport: WebSocketTransport, admission: Admission): void {
  const { path, subprotocols, summary } = transport.protocol

  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.ws) throw upgradeRequired(reply)
    const rejection = admission.rejection(request.ip)
    if (rejection) throw problem(rejection.code, { retryAfterMs: rejection.retryAfterMs })
    requireHandshake(request, reply)
    requireSubprotocol(request, subprotocols)
    admission.beginHandshake(request)
    const release = admission.countUnauthenticated(request.ip, request.raw.socket)
    Object.assign(request.raw, { [onSignedIn]: release })
  }

  http.route({
    method: 'GET',
    url: path,
    schema: {
      tags: ['live'],
      summary,
      response: { 101: z.null().describe('Switching to WebSocket') },
    },
    config: { problems },
    onRequest: [admit, http.authenticate.admitVisitor],
    // With a callback: from here to the open connection everything is synchronous, so that the handshake always counts.
    preHandler(request, reply, done) {
      admission.endHandshake(request)
      Object.assign(request.raw, { [upgrade]: { reply, subprotocols } })
      // The drain may have begun while the token was verified.
      done(admission.isDraining ? problem('UNAVAILABLE') : undefined)
    },
    async onError(request) {
      admission.endHandshake(request)
      const { raw }: { raw: Handshake } = request
      raw[onSignedIn]?.()
    },
    handler: (_request, reply) => {
      throw upgradeRequired(reply)
    },
    wsHandler(ws, request) {
      const { raw, visitor } = request
      const handshake: Handshake = raw
      const reply = handshake[upgrade]?.reply
      if (!reply) throw new TypeError('a WebSocket without its handshake')
      http.observeUpgrade(reply)
      // The plugin's error listener and the socket reference the request and its reply, 3 KB per connection.
      ws.removeAllListeners('error')
      reply.raw.detachSocket(raw.socket)
      transport.open(ws, raw.socket, { identity: visitor, onSignedIn: handshake[onSignedIn]! })
    },
  })
}

/** RFC 9110, 15.5.22 and 7.8: a response with 426 names the protocol, and `connection` names its header. */
function upgradeRequired(reply: FastifyReply) {
  // A server that drains has asked for `close` already.
  const connection = reply.hasHeader('connection') ? 'close, upgrade' : 'upgrade'
  void reply.headers({ upgrade: 'websocket', connection })
  return problem('UPGRADE_REQUIRED')
}

/** What `ws` would reject by itself, and not with a problem (RFC 6455, 4.2.1 and 4.2.2). */
function requireHandshake({ headers }: FastifyRequest, reply: FastifyReply): void {
  const errors: RejectedPath[] = []
  if (!versions.includes(headers['sec-websocket-version'])) {
    void reply.header('sec-websocket-version', versions.join(', '))
    errors.push(
      rejectedPath('headers.sec-websocket-version', 'is none of {versions}', {
        versions: versions.join(', '),
      }),
    )
  }
  if (!keyForm.test(headers['sec-websocket-key'] ?? '')) {
    errors.push(rejectedPath('headers.sec-websocket-key', 'must be 16 bytes in base64'))
  }
  const offered = offeredBy(headers) ?? []
  if (new Set(offered).size < offered.length || !offered.every((name) => tokenForm.test(name))) {
    errors.push(rejectedPath('headers.sec-websocket-protocol', 'must be a list of different names'))
  }
  if (errors.length > 0) throw problem('VALIDATION_FAILED', { errors })
}

/** A client must fail a connection without a subprotocol that it offered (RFC 6455, 4.1), so the handshake is rejected. */
function requireSubprotocol({ headers }: FastifyRequest, known: readonly string[]): void {
  const offered = offeredBy(headers)
  if (!offered || offered.some((name) => known.includes(name))) return
  const error = rejectedPath('headers.sec-websocket-protocol', 'has none of {names}', {
    names: known.join(', '),
  })
  throw problem('VALIDATION_FAILED', {
    detail: 'subprotocol',
    supported: known,
    errors: [error],
  })
}

function offeredBy(headers: IncomingHttpHeaders): string[] | undefined {
  return headers['sec-websocket-protocol']?.split(',').map((name) => name.trim())
}

function codeOf(error: { code?: string }): ChatErrorCode {
  const { code } = error
  return code !== undefined && Object.hasOwn(chatErrors, code) ? (code as ChatErrorCode) : 'INTERNAL'
}
