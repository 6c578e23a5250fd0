import type { Socket } from 'node:net'
import {
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  ConnectFrame,
  operations,
  RequestFrame,
} from '@munova/chat-contract'
import { wrongPaths } from '@munova/service'
import type { WebSocket } from 'ws'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { answer, isQuestion } from '../../operations/index.ts'
import { parseInput } from '../../operations/input.ts'
import { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/counters.ts'
import { ConnectionSink } from '../connection/sink.ts'
import { jsonEncoding, textFrame } from '../websocket/frame.ts'

type Request = ReturnType<typeof RequestFrame.parse>

/** Refusals after which a connection that is not signed in cannot go on. */
const closeAfter: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  UNAVAILABLE: 'UNAVAILABLE',
}

/**
 * A WebSocket that speaks JSON (docs/protocol.md). Events are written to the socket as ready frames; `ws` writes whole
 * frames too, so they never mix.
 */
export function openJsonConnection(options: {
  context: Context
  ws: WebSocket
  socket: Socket
  counters: ConnectionCounters
}): Connection {
  const { context, ws } = options
  const connection = new Connection({
    ...options,
    wire: {
      hangUp: (name) => ws.close(closeCodes[name].code, closeCodes[name].reason),
      destroy: () => ws.terminate(),
      ping: () => ws.ping(),
      pause: () => ws.pause(),
      resume: () => ws.resume(),
    },
  })
  /** Requests that arrive while the token is checked wait for it. */
  let connecting: Promise<void> | undefined

  ws.on('message', receive)
  ws.on('pong', () => connection.heard())
  // `ws` answers protocol errors itself (1002, 1007, 1009) and closes.
  ws.on('error', () => connection.closed())
  ws.on('close', () => connection.closed())
  return connection

  function receive(data: Buffer, isBinary: boolean): void {
    connection.heard()
    connection.take(() => handle(data, isBinary))
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
      await operate(request.data)
    } catch (error) {
      sendError(request.data.id, error)
    }
  }

  async function operate(request: Request): Promise<void> {
    if (connecting) await connecting
    if (request.op === 'connect') {
      connecting = connect(request).finally(() => (connecting = undefined))
      return connecting
    }
    const { session } = connection
    if (request.op === 'subscribe') return subscribe(request)
    if (request.op === 'unsubscribe') return unsubscribe(request)
    if (!isQuestion(request.op)) {
      throw problem('UNKNOWN_OP', { detail: 'operation', operation: request.op })
    }
    sendAnswer(request.id, await answer(context, session, { operation: request.op, input: request }))
  }

  async function connect(request: Request): Promise<void> {
    if (connection.isSignedIn) {
      throw problem('VALIDATION_FAILED', { detail: 'alreadyConnected' })
    }
    const signedIn = await connection.signIn(parseInput(ConnectFrame, request).token)
    if (signedIn) sendAnswer(request.id, JSON.stringify(signedIn))
  }

  function subscribe(request: Request): Promise<void> {
    const input = parseInput(operations.subscribe, request)
    const { roomId } = input
    const sink = new ConnectionSink(connection, {
      roomId,
      encoding: jsonEncoding,
      onEnd: (error) =>
        sendJson(`{"event":"subscription.ended","roomId":${roomId},"error":${JSON.stringify(error)}}`),
    })
    return connection.subscribe(input, {
      sink,
      opened: (opened) => sendAnswer(request.id, JSON.stringify(opened)),
    })
  }

  async function unsubscribe(request: Request): Promise<void> {
    const { roomId } = parseInput(operations.unsubscribe, request)
    await connection.unsubscribe(roomId)
    sendAnswer(request.id, JSON.stringify({ roomId }))
  }

  function sendAnswer(id: number, json: string): void {
    sendJson(`{"id":${id},"ok":${json}}`)
  }

  function sendError(id: number | null, error: unknown): void {
    const refusal = connection.refusal(error)
    sendJson(`{"id":${id},"error":${JSON.stringify(refusal)}}`)
    const close = connection.isSignedIn ? undefined : closeAfter[refusal.code]
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
