import type { IncomingMessage } from 'node:http'
import websocket from '@fastify/websocket'
import { type ChatErrorCode, chatErrors } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { ChatConfig } from '../../config.ts'
import { problem } from '../../problems.ts'
import { type Admission, RETRY_AFTER_MS } from '../connection/admission.ts'
import type { WebSocketTransport } from './websocket-transport.ts'

/**
 * What a route leaves on its request for the upgrade, which follows at once. Not in a WeakMap: what stands in one
 * outlives the young generation, which cost 3 KB for each connection.
 */
const upgrade = Symbol('upgrade')
interface Handshake extends IncomingMessage {
  [upgrade]?: { reply: FastifyReply; subprotocols: readonly string[] }
}

const problems: ChatErrorCode[] = ['ROUTE_NOT_FOUND', 'VALIDATION_FAILED', 'OVERLOADED', 'UNAVAILABLE']

/**
 * A route for each transport over WebSocket. A handshake passes Fastify's hooks as any other request does: whatever
 * rejects it is answered with a problem, before the upgrade. `onRejected` is told the code.
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
  const webSocketOptions = {
    clientTracking: false,
    // Compressing costs ten times what sending costs, and fragments the heap.
    perMessageDeflate: false,
    maxPayload: config.MAX_FRAME_BYTES,
    // Missing in its types.
    closeTimeout: config.CLOSE_LINGER_MS,
    handleProtocols: (offered: ReadonlySet<string>, request: Handshake) =>
      request[upgrade]?.subprotocols.find((known) => offered.has(known)) ?? false,
  }
  await http.register(websocket, {
    options: webSocketOptions,
    // The plugin would close the connections itself, which the drain has done by then.
    preClose: (done) => done(),
  })
  http.addHook('onError', async (request, reply, error) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return
    options.onRejected(codeOf(error))
    // Node has given the socket of an upgrade away: the plugin closes it after the answer.
    if (request.ws) void reply.header('connection', 'close')
  })
  for (const transport of transports) addRoute(http, transport, admission)
}

function addRoute(http: Http, transport: WebSocketTransport, admission: Admission): void {
  const { path, subprotocols, summary } = transport.protocol

  const admit = async (request: FastifyRequest) => {
    if (!request.ws) throw problem('ROUTE_NOT_FOUND', { detail: 'handshakeOnly' })
    const rejection = admission.rejection()
    if (rejection) throw problem(rejection, { retryAfterMs: RETRY_AFTER_MS })
    requireSubprotocol(request, subprotocols)
    admission.beginHandshake(request)
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
    // With a callback, not async: between here and the open connection nothing else may run, or it would count as none.
    preHandler(request, reply, done) {
      admission.endHandshake(request)
      Object.assign(request.raw, { [upgrade]: { reply, subprotocols } })
      // The drain may have begun while the token was verified.
      done(admission.rejection() === 'UNAVAILABLE' ? problem('UNAVAILABLE') : undefined)
    },
    onError: async (request) => admission.endHandshake(request),
    handler: () => {
      throw problem('ROUTE_NOT_FOUND')
    },
    wsHandler(ws, request) {
      const { raw, visitor } = request
      const handshake: Handshake = raw
      const reply = handshake[upgrade]?.reply
      if (!reply) throw new TypeError('a WebSocket without its handshake')
      http.observeUpgrade(reply)
      // Until now the plugin's error listener and the socket hold the request and its reply, 3 KB for each connection.
      ws.removeAllListeners('error')
      reply.raw.detachSocket(raw.socket)
      transport.open(ws, raw.socket, visitor)
    },
  })
}

/** A client fails a connection that has none of the subprotocols it offered (RFC 6455, 4.1): it is told before. */
function requireSubprotocol({ headers }: FastifyRequest, known: readonly string[]): void {
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim())
  if (!offered || offered.some((name) => known.includes(name))) return
  const message = `has none of ${known.join(', ')}`
  throw problem('VALIDATION_FAILED', {
    detail: 'subprotocol',
    supported: known,
    errors: [{ path: 'headers.sec-websocket-protocol', message }],
  })
}

function codeOf(error: { code?: string }): ChatErrorCode {
  const { code } = error
  return code !== undefined && Object.hasOwn(chatErrors, code) ? (code as ChatErrorCode) : 'INTERNAL'
}
