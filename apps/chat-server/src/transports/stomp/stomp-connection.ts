import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import { type CloseName, type LiveError, operations } from '@munova/chat-contract'
import type { WebSocket } from 'ws'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { answer } from '../../operations/index.ts'
import { parseInput } from '../../operations/input.ts'
import { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/counters.ts'
import { ConnectionSink } from '../connection/sink.ts'
import { type Agreement, isConnect, negotiate, tokenOf, versions } from './connect.ts'
import { type Farewell, farewell, farewellAfter, farewellTo } from './close.ts'
import { heartBeat, messageEncoding, type ServerFrame, stompFrame } from './frame.ts'
import { HeartBeat } from './heart-beat.ts'
import { FrameIntake } from './intake.ts'
import { type Frame, FrameParser, ProtocolViolation } from './parser.ts'
import { Replies } from './replies.ts'
import { ackModeOf, numberOf, requestOf, required } from './request.ts'
import { parseDestination, Subscriptions } from './subscriptions.ts'

const NORMAL_CLOSURE = 1000

/** A WebSocket that speaks STOMP (docs/protocol.md). */
export function openStompConnection(options: {
  context: Context
  ws: WebSocket
  socket: Socket
  counters: ConnectionCounters
  /** Of the token in the handshake; CONNECT may bring another. */
  identity: Identity | undefined
}): Connection {
  const { context, ws, socket, identity } = options
  const { config } = context
  const parser = new FrameParser({
    headerBytes: config.STOMP_HEADER_BYTES,
    headers: config.STOMP_HEADERS,
    frameBytes: config.MAX_FRAME_BYTES,
  })
  const intake = new FrameIntake(parser, { frame: take, error: (error) => fail(undefined, error) })
  const connection = new Connection({
    ...options,
    wire: {
      hangUp,
      destroy: () => ws.terminate(),
      ping: () => ws.ping(),
      tick,
      pause() {
        ws.pause()
        intake.pause()
      },
      resume() {
        ws.resume()
        if (connection.isOpen) intake.resume()
      },
    },
  })
  const replies = new Replies(write)
  const subscriptions = new Subscriptions()
  /** Frames that arrive while the token is checked wait for it. Undefined before CONNECT. */
  let connecting: Promise<void> | undefined
  let heartBeats: HeartBeat | undefined
  const underWay = new Set<Promise<void>>()
  let leaving: Farewell | undefined

  ws.on('message', (data: Buffer) => {
    if (!connection.isOpen) return
    connection.heard()
    heartBeats?.heard()
    intake.push(data)
  })
  ws.on('pong', () => connection.heard())
  // `ws` answers protocol errors itself (1002, 1007, 1009) and closes.
  ws.on('error', () => connection.closed())
  ws.on('close', () => connection.closed())
  return connection

  function take(frame: Frame): void {
    if (isConnect(frame)) return begin(frame)
    if (!connecting) throw problem('UNAUTHENTICATED', { detail: 'notConnectFrame' })
    if (frame.command === 'DISCONNECT') {
      intake.end()
      disconnect(frame).catch((error: unknown) => fail(frame, error))
      return
    }
    // Delivery is resumed by seq, not by acknowledgement: there is nothing to do, and nothing to count.
    const isAck = frame.command === 'ACK' || frame.command === 'NACK'
    if (isAck && !frame.headers.has('receipt')) return
    const work = perform(frame, () => operate(frame))
    underWay.add(work)
    void work.then(() => underWay.delete(work))
  }

  /** The frames after it are already read by the rules of the version that it gets. */
  function begin(frame: Frame): void {
    if (connecting) throw new ProtocolViolation('Connected already')
    const agreement = negotiate(frame, config.STOMP_HEARTBEAT_MS)
    parser.version = agreement.version
    connecting = perform(frame, () => connect(frame, agreement))
  }

  /** Resolves when the frame has been dealt with, in its turn. */
  function perform(frame: Frame, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      connection.take(() =>
        work()
          .catch((error: unknown) => fail(frame, error))
          .finally(resolve),
      )
    })
  }

  async function connect(frame: Frame, { version, intervals }: Agreement): Promise<void> {
    const token = tokenOf(frame)
    if (token !== undefined) await connection.signIn(token)
    else if (identity) connection.admit(identity)
    else throw problem('UNAUTHENTICATED')
    if (!connection.isOpen) return
    heartBeats = new HeartBeat(socket, intervals)
    const { memberId, expiresAt } = connection.session
    write({
      command: 'CONNECTED',
      headers: {
        version,
        'heart-beat': `${config.STOMP_HEARTBEAT_MS},${config.STOMP_HEARTBEAT_MS}`,
        server: 'munova',
        'member-id': memberId,
        'expires-at': new Date(expiresAt).toISOString(),
      },
    })
  }

  async function operate(frame: Frame): Promise<void> {
    await connecting
    if (!connection.isOpen) return
    if (frame.headers.has('transaction')) throw new ProtocolViolation('There are no transactions')
    switch (frame.command) {
      case 'SEND':
        return send(frame)
      case 'SUBSCRIBE':
        return subscribe(frame)
      case 'UNSUBSCRIBE':
        return unsubscribe(frame)
      default:
        replies.receipt(frame)
    }
  }

  async function send(frame: Frame): Promise<void> {
    const { operation, input } = requestOf(required(frame, 'destination'), frame)
    const answers = operation === 'history' ? subscriptions.toQueue('answers') : undefined
    const json = await answer(context, connection.session, { operation, input })
    if (answers === undefined) return replies.receipt(frame, JSON.parse(json))
    replies.page(frame, answers, json)
    replies.receipt(frame)
  }

  async function subscribe(frame: Frame): Promise<void> {
    const id = required(frame, 'id')
    const destination = parseDestination(required(frame, 'destination'))
    const needsAck = ackModeOf(frame) !== 'auto'
    subscriptions.add(id, destination)
    if ('queue' in destination) return replies.receipt(frame)
    const { roomId } = destination
    const encoding = messageEncoding({ id, needsAck, version: parser.version })
    const onEnd = (error: LiveError) => {
      subscriptions.drop(id, destination)
      tell(error, { 'subscription-id': id })
    }
    const sink = new ConnectionSink(connection, { roomId, encoding, onEnd })
    try {
      const input = parseInput(operations.subscribe, { roomId, after: numberOf(frame, 'after') })
      await connection.subscribe(input, { sink, opened: (opened) => replies.receipt(frame, opened) })
    } catch (error) {
      subscriptions.drop(id, destination)
      throw error
    }
  }

  async function unsubscribe(frame: Frame): Promise<void> {
    const destination = subscriptions.take(required(frame, 'id'))
    if ('roomId' in destination) await connection.unsubscribe(destination.roomId)
    replies.receipt(frame)
  }

  /** The receipt says that everything before has been answered. */
  async function disconnect(frame: Frame): Promise<void> {
    await connecting
    await Promise.all(underWay)
    if (!connection.isOpen) return
    replies.receipt(frame)
    connection.closed()
    ws.close(NORMAL_CLOSURE)
  }

  function write(frame: ServerFrame): void {
    connection.write(stompFrame(frame, parser.version))
  }

  function fail(frame: Frame | undefined, error: unknown): void {
    const about = {
      'receipt-id': frame?.headers.get('receipt'),
      'client-message-id': frame?.headers.get('client-message-id'),
      'subscription-id': frame?.command.endsWith('SUBSCRIBE') ? frame.headers.get('id') : undefined,
    }
    if (error instanceof ProtocolViolation) leave(farewellTo(error, about))
    else tell(connection.refusal(error), about)
  }

  /** A refusal goes where the client listens for it. STOMP itself knows only ERROR, after which it is over. */
  function tell(refusal: LiveError, about: ServerFrame['headers']): void {
    const listener = subscriptions.idOf('errors')
    if (listener === undefined) leave(farewellAfter(refusal, about, connection.isSignedIn))
    else replies.refusal(refusal, listener, about)
  }

  function leave(reason: Farewell): void {
    if (connection.isOpen) leaving = reason
    connection.close(reason.close)
  }

  function hangUp(name: CloseName): void {
    const { error, code, reason } = leaving ?? farewell(name)
    const headers = heartBeats ? error.headers : { version: versions.join(), ...error.headers }
    if (ws.readyState === ws.OPEN) socket.write(stompFrame({ ...error, headers }, parser.version))
    ws.close(code, reason)
  }

  function tick(now: number): void {
    if (!heartBeats) return
    if (heartBeats.isSilent(now)) return connection.close('IDLE')
    if (heartBeats.isDue(now) && !connection.isBehind) connection.write(heartBeat)
  }
}
