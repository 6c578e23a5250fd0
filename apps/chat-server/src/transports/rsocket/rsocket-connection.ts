import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import type { CloseName } from '@munova/chat-contract'
import { deserializeFrame, Flags, FrameTypes, type KeepAliveFrame } from 'rsocket-core'
import { problem } from '../../problems.ts'
import { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/connection-counters.ts'
import type { LiveContext } from '../connection/live-context.ts'
import { encodeError, encodeFrame, type Framing } from './frames/framing.ts'
import { validateFrame } from './frames/validate-frame.ts'
import { Requests } from './requests.ts'
import type { Routes } from './routes.ts'
import { rejectedSetup, type RSocketClose, serverClose, violationClose } from './rsocket-close.ts'
import { readSetup } from './setup.ts'

/** What carries the frames: a TCP socket or a WebSocket. */
export interface Carrier {
  framing: Framing
  socket: Socket
  /** Sends the last frame and starts to close. */
  sendClose(last: Buffer, close: CloseName): void
  /** Closes the socket at once. */
  terminate(): void
  pause(): void
  resume(): void
  /** Asks the peer's machine for a sign of life, where the carrier can: `markAlive` is to be called when there is one. */
  ping?(): void
}

export interface RSocketConnection {
  connection: Connection
  /** Handles one whole frame. Never throws. */
  receive: (frame: Buffer) => void
  /** To be called when the peer has shown that it is alive otherwise than by a frame. */
  markAlive: () => void
  /** Closes a connection whose bytes are not frames. */
  closeForViolation: (message: string) => void
}

/** The server sends the data of a KEEPALIVE back; a position and a short text fit into this. */
const KEEPALIVE_DATA_BYTES = 1_024

/**
 * A connection that speaks RSocket (docs/protocol.md): the server's side of the protocol on the frames of `rsocket-core`,
 * but not on its connection classes (docs/decisions/0009).
 */
export function openRSocketConnection(options: {
  context: LiveContext
  carrier: Carrier
  counters: ConnectionCounters
  routes: Routes
  /** Of the token in the handshake, if there was one. */
  identity: Identity | undefined
}): RSocketConnection {
  const { context, carrier, counters, routes, identity } = options
  const { framing } = carrier
  const { config } = context
  let pendingClose: RSocketClose | undefined
  /** Undefined until SETUP is accepted. */
  let requests: Requests | undefined
  /** Frames that arrive while the token is verified wait for this. */
  let settingUp: Promise<void> | undefined
  let isTerminated = false
  let isReading = true
  /** Infinite until SETUP; until then AUTH_TIMEOUT_MS applies. */
  let lifetimeMs = Infinity
  let receivedAt = performance.now()
  /** When the silent peer was asked for a sign of life. */
  let askedAt = -Infinity

  const connection = new Connection({
    context,
    socket: carrier.socket,
    counters,
    driver: {
      sendClose: (name) =>
        carrier.sendClose(
          encodeError(framing, 0, pendingClose ?? serverClose(name, requests !== undefined)),
          name,
        ),
      terminate: () => carrier.terminate(),
      // In RSocket the client sends the keep-alives; `tick` checks that it does.
      ping: () => connection.markAlive(),
      tick,
      pause() {
        isReading = false
        carrier.pause()
      },
      resume() {
        isReading = true
        carrier.resume()
      },
    },
  })
  return { connection, receive, markAlive, closeForViolation }

  function receive(frame: Buffer): void {
    if (!connection.isOpen || isTerminated) return
    markAlive()
    connection.enqueue(() => handle(frame))
  }

  function markAlive(): void {
    receivedAt = performance.now()
  }

  /** Every frame counts towards the rate limit, so that a flood of frames of any type is read slowly. */
  async function handle(frame: Buffer): Promise<void> {
    try {
      if (settingUp) await settingUp
      if (!connection.isOpen || isTerminated) return
      if (requests) return await handleFrame(requests, frame)
      settingUp = setUp(frame).finally(() => (settingUp = undefined))
      await settingUp
    } catch (error) {
      // A bug, or an input that `validateFrame` does not know of: it ends this connection only.
      context.log.error({ err: error }, 'frame failed')
      terminate()
    }
  }

  function closeForViolation(message: string): void {
    if (!isTerminated) closeWith(violationClose(message, requests !== undefined))
  }

  async function setUp(frame: Buffer): Promise<void> {
    const setup = readSetup(frame, config)
    if ('close' in setup) return closeWith(setup)
    try {
      if (identity) connection.attachSession(identity)
      else if (setup.token === undefined) throw problem('UNAUTHENTICATED', { detail: 'setupWithoutToken' })
      else await connection.authenticate(setup.token)
    } catch (error) {
      return closeWith(rejectedSetup(connection.reportError(error)))
    }
    lifetimeMs = setup.lifetimeMs
    requests = new Requests({ context, connection, framing, metadata: setup.metadata, routes })
  }

  async function handleFrame(accepted: Requests, bytes: Buffer): Promise<void> {
    const validity = validateFrame(bytes)
    if (validity === 'ignored') return
    if (validity !== 'valid') return closeForViolation(validity.violation)
    const frame = deserializeFrame(bytes)
    if (frame.type === FrameTypes.KEEPALIVE) return keepAlive(frame)
    // On stream 0 the client closes the connection; requests that arrived with it are void.
    if (frame.type === FrameTypes.ERROR) return frame.streamId === 0 ? terminate() : undefined
    return accepted.handle(frame)
  }

  function keepAlive(frame: KeepAliveFrame): void {
    const { data, flags } = frame
    if (data && data.length > KEEPALIVE_DATA_BYTES) {
      return closeForViolation(`A KEEPALIVE carries at most ${KEEPALIVE_DATA_BYTES} bytes`)
    }
    // A client that is behind has enough to read, and its responses show that the server is alive.
    if (!Flags.hasRespond(flags) || connection.isBehind) return
    connection.write(encodeFrame(framing, { ...frame, flags: Flags.NONE, lastReceivedPosition: 0 }))
  }

  /**
   * A peer that is silent for half its lifetime is asked: the keep-alives of a hidden tab run once a minute, but its browser answers
   * a ping itself. It is closed half a lifetime after it was asked, however long this process was paused.
   */
  function tick(now: number): void {
    // While the server does not read, silence is not the client's.
    if (!isReading) receivedAt = now
    if (now - receivedAt <= lifetimeMs / 2) return
    if (askedAt < receivedAt) {
      askedAt = now
      carrier.ping?.()
    } else if (now - askedAt > lifetimeMs / 2) connection.close('IDLE')
  }

  function closeWith(close: RSocketClose): void {
    if (!connection.isOpen) return
    pendingClose = close
    connection.close(close.close)
  }

  function terminate(): void {
    isTerminated = true
    connection.terminate()
  }
}
