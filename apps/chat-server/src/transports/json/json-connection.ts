import {
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  ConnectFrame,
  operations,
  RequestFrame,
} from '@munova/chat-contract'
import { wrongPaths } from '@munova/service'
import type { Encoding } from '../../delivery/room/entry-batch.ts'
import { dispatch } from '../../operations/dispatch.ts'
import { parseInput } from '../../operations/parse-input.ts'
import { problem } from '../../problems.ts'
import { Connection } from '../connection/connection.ts'
import { ConnectionSink } from '../connection/connection-sink.ts'
import { textFrame } from '../websocket/websocket-frame.ts'
import type { WebSocketParts } from '../websocket/websocket-transport.ts'

type Request = ReturnType<typeof RequestFrame.parse>

/** Every JSON connection gets the same bytes of an event. */
const jsonEncoding: Encoding = { key: 'websocket-json', encode: (entry) => textFrame(entry.body) }

/** Errors that close a connection which is not signed in. */
const closeAfter: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  UNAVAILABLE: 'UNAVAILABLE',
}

/**
 * A WebSocket that speaks JSON (docs/protocol.md). Frames are written to the socket and not by `ws`, which writes whole
 * frames too, so that the two never mix. A token in the handshake signs the connection in.
 */
export function openJsonConnection({ identity, ...parts }: WebSocketParts): Connection {
  const { context, ws } = parts
  const connection = new Connection({
    ...parts,
    driver: {
      sendClose: (name) => ws.close(closeCodes[name].code, closeCodes[name].reason),
      terminate: () => ws.terminate(),
      ping: () => ws.ping(),
      pause: () => ws.pause(),
      resume: () => ws.resume(),
    },
  })
  /** Requests that arrive while the token is verified wait for this. */
  let connecting: Promise<void> | undefined

  ws.on('message', receive)
  ws.on('pong', () => connection.markAlive())
  // `ws` sends the close frame of protocol errors itself (1002, 1007, 1009).
  ws.on('error', () => connection.markClosed())
  ws.on('close', () => connection.markClosed())
  if (identity) connection.attachSession(identity)
  return connection

  function receive(data: Buffer, isBinary: boolean): void {
    connection.markAlive()
    connection.enqueue(() => handle(data, isBinary))
  }

  async function handle(data: Buffer, isBinary: boolean): Promise<void> {
    const json = isBinary ? undefined : parseJson(data)
    if (json === undefined) return connection.close('MALFORMED')
    const request = RequestFrame.safeParse(json)
    if (!request.success) {
      const errors = wrongPaths(request.error)
      return sendError(null, problem('VALIDATION_FAILED', { detail: 'requestFrame', errors }))
    }
    try {
      await respond(request.data)
    } catch (error) {
      sendError(request.data.id, error)
    }
  }

  async function respond(request: Request): Promise<void> {
    if (connecting) await connecting
    if (request.op === 'connect') {
      connecting = connect(request).finally(() => (connecting = undefined))
      return connecting
    }
    const { session } = connection
    if (request.op === 'subscribe') return subscribe(request)
    if (request.op === 'unsubscribe') return unsubscribe(request)
    if (request.op === 'inbox') return openInbox(request)
    if (request.op === 'closeInbox') return closeInbox(request)
    sendResult(request.id, await dispatch(context, session, { operation: request.op, input: request }))
  }

  async function connect(request: Request): Promise<void> {
    if (connection.isSignedIn) throw problem('VALIDATION_FAILED', { detail: 'alreadyConnected' })
    const result = await connection.authenticate(parseInput(ConnectFrame, request).token)
    if (result) sendResult(request.id, JSON.stringify(result))
  }

  function subscribe(request: Request): Promise<void> {
    const input = parseInput(operations.subscribe, request)
    const { roomId } = input
    const sink = new ConnectionSink(connection, {
      encoding: jsonEncoding,
      release: () => connection.subscriptionEnded(roomId),
      onEnd: (error) =>
        sendJson(`{"event":"subscription.ended","roomId":${roomId},"error":${JSON.stringify(error)}}`),
    })
    return connection.subscribe(input, {
      sink,
      onOpened: (result) => sendResult(request.id, JSON.stringify(result)),
    })
  }

  async function unsubscribe(request: Request): Promise<void> {
    const { roomId } = parseInput(operations.unsubscribe, request)
    await connection.unsubscribe(roomId)
    sendResult(request.id, JSON.stringify({ roomId }))
  }

  function openInbox(request: Request): Promise<void> {
    const sink = new ConnectionSink(connection, {
      encoding: jsonEncoding,
      release: () => connection.inboxEnded(),
      onEnd: (error) => sendJson(`{"event":"inbox.ended","error":${JSON.stringify(error)}}`),
    })
    return connection.openInbox(parseInput(operations.inbox, request), {
      sink,
      onOpened: (result) => sendResult(request.id, JSON.stringify(result)),
    })
  }

  async function closeInbox(request: Request): Promise<void> {
    await connection.closeInbox()
    sendResult(request.id, '{}')
  }

  function sendResult(id: number, json: string): void {
    sendJson(`{"id":${id},"ok":${json}}`)
  }

  function sendError(id: number | null, error: unknown): void {
    const reported = connection.reportError(error)
    sendJson(`{"id":${id},"error":${JSON.stringify(reported)}}`)
    const close = connection.isSignedIn ? undefined : closeAfter[reported.code]
    if (close) connection.close(close)
  }

  function sendJson(json: string): void {
    connection.write(textFrame(Buffer.from(json)))
  }
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}
