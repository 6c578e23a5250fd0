import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import type { CloseName } from '@munova/chat-contract'
import { deserializeFrame, Flags, FrameTypes, type KeepAliveFrame } from 'rsocket-core'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/counters.ts'
import { closing, type Goodbye, malformed, rejectedSetup } from './errors.ts'
import { errorWire, type Framing, wireOf } from './frames/framing.ts'
import { inspect } from './frames/inspect.ts'
import { Requests } from './requests.ts'
import { readSetup } from './setup.ts'

/** What carries the frames: a TCP socket or a WebSocket. */
export interface Carrier {
  framing: Framing
  socket: Socket
  /** Sends the last frame and begins to close. */
  hangUp(last: Buffer, close: CloseName): void
  destroy(): void
  pause(): void
  resume(): void
}

export interface RSocketConnection {
  connection: Connection
  /** Takes one whole frame. Never throws. */
  receive: (frame: Buffer) => void
  /** The bytes are no frames; there is no way on. */
  broken: (what: string) => void
}

/** A keep-alive carries a position and perhaps a word; more would make us send what the client says. */
const KEEPALIVE_DATA_BYTES = 1_024

/**
 * A connection that speaks RSocket (docs/protocol.md): the server's side of the protocol, written on the library's
 * frames and not on its machinery (docs/decisions/0009).
 */
export function openRSocketConnection(options: {
  context: Context
  carrier: Carrier
  counters: ConnectionCounters
  /** Set when the handshake carried a valid token. */
  identity?: Identity | undefined
}): RSocketConnection {
  const { context, carrier, counters, identity } = options
  const { framing } = carrier
  const { config } = context
  let parting: Goodbye | undefined
  let requests: Requests | undefined
  /** Frames that arrive while the token is checked wait for it. */
  let settingUp: Promise<void> | undefined
  let isOver = false
  let isReading = true
  /** Infinite until SETUP says it; until then the time to sign in counts. */
  let lifetimeMs = Infinity
  let heardAt = performance.now()

  const connection = new Connection({
    context,
    socket: carrier.socket,
    counters,
    wire: {
      hangUp: (name) =>
        carrier.hangUp(errorWire(framing, 0, parting ?? closing(name, requests !== undefined)), name),
      destroy: () => carrier.destroy(),
      // Asking is the client's part; `tick` sees to it that it does.
      ping: () => connection.heard(),
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
  return { connection, receive, broken }

  function receive(frame: Buffer): void {
    if (!connection.isOpen || isOver) return
    heardAt = performance.now()
    connection.take(() => handle(frame))
  }

  /** Every frame waits its turn and counts as a request, so that a flood of any kind is read slowly. */
  async function handle(frame: Buffer): Promise<void> {
    try {
      if (settingUp) await settingUp
      if (!connection.isOpen || isOver) return
      if (requests) return await take(requests, frame)
      settingUp = setUp(frame).finally(() => (settingUp = undefined))
      await settingUp
    } catch (error) {
      // Not the client's doing, or not as far as we know: it costs this connection only.
      context.log.error({ err: error }, 'frame failed')
      cut()
    }
  }

  function broken(what: string): void {
    if (!isOver) part(malformed(what, requests !== undefined))
  }

  async function setUp(frame: Buffer): Promise<void> {
    const setup = readSetup(frame, config)
    if ('close' in setup) return part(setup)
    try {
      if (identity) connection.admit(identity)
      else if (setup.token === undefined) throw problem('UNAUTHENTICATED', { detail: 'setupWithoutToken' })
      else await connection.signIn(setup.token)
    } catch (error) {
      return part(rejectedSetup(connection.refusal(error)))
    }
    lifetimeMs = setup.lifetimeMs
    requests = new Requests({ context, connection, framing, metadata: setup.metadata })
  }

  async function take(open: Requests, bytes: Buffer): Promise<void> {
    const verdict = inspect(bytes)
    if (verdict === 'ignore') return
    if (verdict !== 'take') return broken(verdict.wrong)
    const frame = deserializeFrame(bytes)
    if (frame.type === FrameTypes.KEEPALIVE) return keepAlive(frame)
    // On stream 0 the client says that it is going; what came with it is void.
    if (frame.type === FrameTypes.ERROR) return frame.streamId === 0 ? cut() : undefined
    return open.take(frame)
  }

  function keepAlive(frame: KeepAliveFrame): void {
    const { data, flags } = frame
    if (data && data.length > KEEPALIVE_DATA_BYTES) {
      return broken(`A KEEPALIVE carries at most ${KEEPALIVE_DATA_BYTES} bytes`)
    }
    // Who does not read what was sent needs no more of it.
    if (!Flags.hasRespond(flags) || connection.isBehind) return
    connection.write(wireOf(framing, { ...frame, flags: Flags.NONE, lastReceivedPosition: 0 }))
  }

  function tick(now: number): void {
    // Silence while nothing is read is ours.
    if (!isReading) heardAt = now
    if (now - heardAt > lifetimeMs) connection.close('IDLE')
  }

  function part(goodbye: Goodbye): void {
    if (!connection.isOpen) return
    parting = goodbye
    connection.close(goodbye.close)
  }

  function cut(): void {
    isOver = true
    connection.terminate()
  }
}
