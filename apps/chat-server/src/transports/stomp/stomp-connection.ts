import { type CloseName, type LiveError, operations } from '@munova/chat-contract'
import { dispatch } from '../../operations/dispatch.ts'
import { parseInput } from '../../operations/parse-input.ts'
import { problem } from '../../problems.ts'
import { Connection } from '../connection/connection.ts'
import { ConnectionSink } from '../connection/connection-sink.ts'
import { CLOSING_FOR_VIOLATION } from '../websocket/server-websocket.ts'
import type { WebSocketParts } from '../websocket/websocket-transport.ts'
import { isConnect, negotiate, type Negotiated, tokenOf, versions } from './connect-frame.ts'
import { type Frame, FrameParser, ProtocolViolation } from './frame-parser.ts'
import { FrameQueue } from './frame-queue.ts'
import { HeartBeat } from './heart-beat.ts'
import { Responses } from './responses.ts'
import type { SendDestinations } from './send-destinations.ts'
import { withFramePaths } from './field-paths.ts'
import { ackModeOf, numberIn, readInput, requireHeader } from './send-frame.ts'
import {
  encodeFrame,
  heartBeat,
  inboxEncoding,
  messageEncoding,
  type MessageTarget,
  type ServerFrame,
} from './server-frame.ts'
import {
  errorClose,
  serverClose,
  type StompClose,
  violationClose,
  webSocketViolationClose,
} from './stomp-close.ts'
import { parseDestination, Subscriptions } from './subscriptions.ts'

const NORMAL_CLOSURE = 1000

/** A subscription that opens. */
interface Target {
  target: MessageTarget
  onEnd: (error: LiveError) => void
}

/** A WebSocket that speaks STOMP (docs/protocol.md). `identity` is that of the handshake; CONNECT may bring another token. */
export function openStompConnection(
  options: WebSocketParts & { destinations: SendDestinations },
): Connection {
  const { context, ws, socket, identity, destinations } = options
  const { config } = context
  const parser = new FrameParser({
    headerBytes: config.STOMP_HEADER_BYTES,
    headers: config.STOMP_HEADERS,
    frameBytes: config.MAX_FRAME_BYTES,
  })
  const frames = new FrameQueue(parser, { frame: handle, error: (error) => reject(undefined, error) })
  const connection = new Connection({
    ...options,
    driver: {
      sendClose,
      terminate: () => ws.terminate(),
      ping: () => ws.ping(),
      tick,
      pause() {
        ws.pause()
        frames.pause()
      },
      resume() {
        ws.resume()
        if (connection.isOpen) frames.resume()
      },
    },
  })
  const responses = new Responses(write)
  const subscriptions = new Subscriptions()
  /** Frames that arrive while the token is verified wait for this. Undefined before CONNECT. */
  let connecting: Promise<void> | undefined
  let heartBeats: HeartBeat | undefined
  /** Frames whose processing has not ended. */
  const pending = new Set<Promise<void>>()
  let pendingClose: StompClose | undefined

  ws.on('message', (data: Buffer) => {
    if (!connection.isOpen) return
    connection.markAlive()
    frames.push(data)
  })
  ws.on('pong', () => connection.markAlive())
  ws.on(CLOSING_FOR_VIOLATION, (code: number) =>
    closeWith(webSocketViolationClose(code, config.MAX_FRAME_BYTES)),
  )
  ws.on('error', () => connection.markClosed())
  ws.on('close', () => connection.markClosed())
  return connection

  function handle(frame: Frame): void {
    if (isConnect(frame)) return startConnect(frame)
    if (!connecting) throw problem('UNAUTHENTICATED', { detail: 'notConnectFrame' })
    if (frame.command === 'DISCONNECT') {
      frames.close()
      disconnect(frame).catch((error: unknown) => reject(frame, error))
      return
    }
    // Delivery is resumed by seq and not by acknowledgements: they have no effect, and count towards no limit.
    const isAck = frame.command === 'ACK' || frame.command === 'NACK'
    if (isAck && !frame.headers.has('receipt')) return
    const work = enqueue(frame, () => processFrame(frame))
    pending.add(work)
    void work.then(() => pending.delete(work))
  }

  /** The following frames are read by the rules of the negotiated version at once. */
  function startConnect(frame: Frame): void {
    if (connecting) throw new ProtocolViolation('Connected already')
    const negotiated = negotiate(frame, config.STOMP_HEARTBEAT_MS)
    parser.version = negotiated.version
    connecting = enqueue(frame, () => connect(frame, negotiated))
  }

  /** Resolves when `work` has ended. */
  function enqueue(frame: Frame, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      connection.enqueue(() =>
        work()
          .catch((error: unknown) => reject(frame, error))
          .finally(resolve),
      )
    })
  }

  async function connect(frame: Frame, { version, intervals }: Negotiated): Promise<void> {
    const token = tokenOf(frame)
    if (token !== undefined) await connection.authenticate(token)
    else if (identity) connection.attachSession(identity)
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

  async function processFrame(frame: Frame): Promise<void> {
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
        responses.receipt(frame)
    }
  }

  async function send(frame: Frame): Promise<void> {
    const target = destinations.resolve(requireHeader(frame, 'destination'))
    const input = readInput(frame, target)
    const needsBody = target.operation.result === 'document'
    const subscription = needsBody ? subscriptions.requireIdOf('answers') : undefined
    const json = await dispatch(context, connection.session, { operation: target.name, input })
    if (subscription === undefined)
      return responses.receipt(frame, JSON.parse(json) as ServerFrame['headers'])
    responses.document(frame, subscription, json)
    responses.receipt(frame)
  }

  async function subscribe(frame: Frame): Promise<void> {
    const id = requireHeader(frame, 'id')
    const destination = parseDestination(requireHeader(frame, 'destination'))
    const target = { id, needsAck: ackModeOf(frame) !== 'auto', version: parser.version }
    subscriptions.add(id, destination)
    const onEnd = (error: LiveError) => {
      subscriptions.discard(id, destination)
      sendError(error, { 'subscription-id': id })
    }
    try {
      if ('roomId' in destination) await subscribeToRoom(frame, destination.roomId, { target, onEnd })
      else if (destination.queue === 'inbox') await openInbox(frame, { target, onEnd })
      else responses.receipt(frame)
    } catch (error) {
      subscriptions.discard(id, destination)
      throw error
    }
  }

  function subscribeToRoom(frame: Frame, roomId: number, { target, onEnd }: Target): Promise<void> {
    const [after, epoch] = [numberIn(frame, 'after'), numberIn(frame, 'epoch')]
    const encoding = messageEncoding(target)
    const release = () => connection.subscriptionEnded(roomId)
    return connection.subscribe(parseInput(operations.subscribe, { roomId, after, epoch }), {
      sink: new ConnectionSink(connection, { encoding, release, onEnd }),
      onOpened: (result) => responses.receipt(frame, result),
    })
  }

  function openInbox(frame: Frame, { target, onEnd }: Target): Promise<void> {
    const release = () => connection.inboxEnded()
    return connection.openInbox(parseInput(operations.inbox, { after: frame.headers.get('after') }), {
      sink: new ConnectionSink(connection, { encoding: inboxEncoding(target), release, onEnd }),
      onOpened: (result) => responses.receipt(frame, result),
    })
  }

  async function unsubscribe(frame: Frame): Promise<void> {
    const destination = subscriptions.remove(requireHeader(frame, 'id'))
    if ('roomId' in destination) await connection.unsubscribe(destination.roomId)
    else if (destination.queue === 'inbox') await connection.closeInbox()
    responses.receipt(frame)
  }

  /** The receipt says that all frames before have been processed. */
  async function disconnect(frame: Frame): Promise<void> {
    await connecting
    await Promise.all(pending)
    if (!connection.isOpen) return
    responses.receipt(frame)
    connection.markClosed()
    ws.close(NORMAL_CLOSURE)
  }

  function write(frame: ServerFrame): void {
    connection.write(encodeFrame(frame, parser.version))
  }

  function reject(frame: Frame | undefined, error: unknown): void {
    const about = {
      'receipt-id': frame?.headers.get('receipt'),
      'client-message-id': frame?.headers.get('client-message-id'),
      'subscription-id': frame?.command.endsWith('SUBSCRIBE') ? frame.headers.get('id') : undefined,
    }
    if (error instanceof ProtocolViolation) return closeWith(violationClose(error, about))
    const reported = connection.reportError(error)
    sendError(frame ? withFramePaths(reported, frame) : reported, about)
  }

  /** On the queue `errors` if the client subscribes to it. STOMP itself has only ERROR, which ends the connection. */
  function sendError(error: LiveError, about: ServerFrame['headers']): void {
    const subscription = subscriptions.idOf('errors')
    if (subscription === undefined) closeWith(errorClose(error, about, connection.isSignedIn))
    else responses.error(error, subscription, about)
  }

  function closeWith(close: StompClose): void {
    if (connection.isOpen) pendingClose = close
    connection.close(close.close)
  }

  function sendClose(name: CloseName): void {
    const { error, code, reason } = pendingClose ?? serverClose(name)
    const headers = heartBeats ? error.headers : { version: versions.join(), ...error.headers }
    if (ws.readyState === ws.OPEN) socket.write(encodeFrame({ ...error, headers }, parser.version))
    ws.close(code, reason)
  }

  function tick(now: number): void {
    if (!heartBeats) return
    const peer = heartBeats.checkPeer(now)
    if (peer === 'gone') return connection.close('IDLE')
    if (peer === 'late') ws.ping()
    if (heartBeats.isDue(now) && !connection.isBehind) connection.write(heartBeat)
  }
}
