import type { Socket } from 'node:net'
import {
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  ConnectFrame,
  operations,
  RequestFrame,
} from '@munova/chat-contract'
import type { Identity } from '@munova/auth'
import type { WebSocket } from 'ws'
import type { Core } from '../../core.ts'
import type { Sink, Subscription } from '../../delivery/subscription.ts'
import { refuse, toLiveError } from '../../errors.ts'
import type { LiveConnection, Member } from '../../members.ts'
import { answer, isQuestion } from '../../operations/index.ts'
import { parseInput } from '../../operations/input.ts'
import { identify } from '../../operations/refresh.ts'
import { subscribe } from '../../operations/subscribe.ts'
import { Session } from '../../session.ts'
import { TokenBucket } from '../../token-bucket.ts'
import { Outbound } from '../outbound.ts'
import { RoomChanges } from '../room-changes.ts'
import { jsonEncoding, textFrame } from './frame.ts'

type Request = ReturnType<typeof RequestFrame.parse>

/** What the connections of a transport count together. */
export interface ConnectionCounters {
  closed: (reason: CloseName) => void
  refused: (code: ChatErrorCode) => void
}

/** Refusals after which a connection that is not signed in cannot go on. */
const closeAfter: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
}

/**
 * One WebSocket that speaks JSON (docs/protocol.md). Frames are handled in the order in which they arrive; a room's
 * subscribe and unsubscribe wait for one another, everything else runs side by side, at most OPERATIONS_IN_FLIGHT.
 *
 * Events are written to the socket as ready frames; `ws` writes whole frames too, so they never mix.
 */
export class WebSocketConnection implements LiveConnection {
  readonly #core: Core
  readonly #ws: WebSocket
  readonly #out: Outbound
  readonly #counters: ConnectionCounters
  readonly #onClosed: (connection: WebSocketConnection) => void
  readonly #operations: TokenBucket
  readonly #roomChanges = new RoomChanges()
  readonly #openedAt = performance.now()
  #session: Session | undefined
  #member: Member | undefined
  #connecting: Promise<void> | undefined
  #inFlight = 0
  #pinged = false
  #pingAt: number
  #linger: NodeJS.Timeout | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor(options: {
    core: Core
    ws: WebSocket
    socket: Socket
    counters: ConnectionCounters
    onClosed: (connection: WebSocketConnection) => void
  }) {
    this.#core = options.core
    this.#ws = options.ws
    this.#counters = options.counters
    this.#onClosed = options.onClosed
    const { QUEUE_HIGH_BYTES: highBytes, QUEUE_HARD_BYTES: hardBytes } = this.#core.config
    this.#out = new Outbound(
      options.socket,
      { highBytes, hardBytes },
      { onDrained: () => this.#drained(), onOverflow: () => this.close('SLOW_READER') },
    )
    this.#operations = new TokenBucket(
      this.#core.config.OPERATIONS_PER_SECOND,
      this.#core.config.OPERATIONS_BURST,
    )
    // Spread, so that connections which came together are not pinged together.
    this.#pingAt = this.#openedAt + this.#core.config.PING_INTERVAL_MS * (0.5 + Math.random() / 2)
    this.#ws.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary))
    this.#ws.on('pong', () => (this.#pinged = false))
    // `ws` answers protocol errors itself (1002, 1007, 1009) and closes.
    this.#ws.on('error', () => {})
    this.#ws.on('close', () => this.#closed())
  }

  /** For a token that came with the handshake. */
  signIn(identity: Identity): void {
    const { config, hub, members } = this.#core
    this.#member = members.enter(identity.memberId, this)
    this.#session = new Session({
      identity,
      hub,
      member: this.#member,
      maxSubscriptions: config.SUBSCRIPTIONS_PER_CONNECTION,
    })
  }

  replace(): void {
    this.close('REPLACED')
  }

  /** Tells the peer why, and cuts the connection if the close frame does not get through in time. */
  close(name: CloseName): void {
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#leave()
    const { code, reason } = closeCodes[name]
    this.#counters.closed(name)
    this.#ws.resume()
    this.#ws.close(code, reason)
    this.#linger = setTimeout(() => this.#ws.terminate(), this.#core.config.CLOSE_LINGER_MS)
  }

  terminate(): void {
    this.#ws.terminate()
  }

  /** Looks after the limits that are times; called about every second. */
  tick(now: number): void {
    const { config } = this.#core
    if (this.#state !== 'open') return
    if (!this.#session && now - this.#openedAt > config.AUTH_TIMEOUT_MS) return this.close('AUTH_TIMEOUT')
    if (this.#session && Date.now() > this.#session.expiresAt) return this.close('TOKEN_EXPIRED')
    if (this.#out.behindFor(now) > config.QUEUE_BEHIND_MS) return this.close('SLOW_READER')
    if (now < this.#pingAt) return
    this.#pingAt = now + config.PING_INTERVAL_MS
    if (this.#pinged) return this.close('IDLE')
    this.#pinged = true
    this.#ws.ping()
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#state !== 'open') return
    this.#pinged = false
    const json = isBinary ? undefined : parseJson(data)
    if (json === undefined) return this.close('MALFORMED')
    const request = RequestFrame.safeParse(json)
    if (!request.success) {
      const error = refuse('VALIDATION_FAILED', 'A request is {"id": number, "op": string, …}', {
        errors: request.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      })
      return this.#refuse(null, error)
    }
    this.#begin()
    void this.#handle(request.data).finally(() => this.#finish())
  }

  async #handle(request: Request): Promise<void> {
    try {
      this.#operations.spend()
      if (this.#connecting) await this.#connecting
      await this.#operate(request)
    } catch (error) {
      this.#refuse(request.id, error)
    }
  }

  #operate(request: Request): Promise<void> {
    if (request.op === 'connect') return this.#connect(request)
    const session = this.#session
    if (!session) throw refuse('UNAUTHENTICATED', 'The first request is "connect" with a token')
    if (request.op === 'subscribe' || request.op === 'unsubscribe')
      return this.#changeStream(session, request)
    if (!isQuestion(request.op))
      throw refuse('UNKNOWN_OP', `There is no operation ${JSON.stringify(request.op)}`)
    return answer(this.#core, session, { operation: request.op, input: request }).then((json) =>
      this.#answer(request.id, json),
    )
  }

  #connect(request: Request): Promise<void> {
    if (this.#session) throw refuse('VALIDATION_FAILED', 'Already connected; a new token goes into "refresh"')
    const { token } = parseInput(ConnectFrame, request)
    this.#connecting = this.#signInWith(token, request.id).finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async #signInWith(token: string, id: number): Promise<void> {
    try {
      const identity = await identify(this.#core.verifier, token)
      if (this.#state !== 'open') return
      this.signIn(identity)
      const expiresAt = new Date(identity.expiresAt).toISOString()
      this.#answer(id, JSON.stringify({ memberId: identity.memberId, expiresAt }))
    } catch (error) {
      this.#refuse(id, error)
    }
  }

  #changeStream(session: Session, request: Request): Promise<void> {
    const { roomId } = parseInput(operations.unsubscribe, request)
    return this.#roomChanges.run(roomId, () =>
      request.op === 'subscribe'
        ? this.#subscribe(session, request)
        : this.#unsubscribe(session, request, roomId),
    )
  }

  async #subscribe(session: Session, request: Request): Promise<void> {
    const input = parseInput(operations.subscribe, request)
    const opened = await subscribe(this.#core, session, { ...input, sink: this.#sink(session, input.roomId) })
    this.#answer(request.id, JSON.stringify(opened.answer))
    opened.subscription.start()
  }

  async #unsubscribe(session: Session, request: Request, roomId: number): Promise<void> {
    session.unsubscribe(roomId)
    this.#answer(request.id, JSON.stringify({ roomId }))
  }

  #sink(session: Session, roomId: number): Sink {
    return {
      encoding: jsonEncoding,
      capacity: () => (this.#out.isBehind ? 0 : Infinity),
      send: (wire) => this.#write(wire),
      end: (code) => {
        session.ended(roomId)
        const error = toLiveError(refuse(code))
        this.#writeJson(`{"event":"subscription.ended","roomId":${roomId},"error":${JSON.stringify(error)}}`)
      },
    }
  }

  #drained(): void {
    this.#resumeReading()
    for (const subscription of this.#streams()) subscription.resume()
  }

  #streams(): Iterable<Subscription> {
    return this.#session?.subscriptions ?? []
  }

  #answer(id: number, json: string): void {
    this.#writeJson(`{"id":${id},"ok":${json}}`)
  }

  #refuse(id: number | null, error: unknown): void {
    const live = toLiveError(error)
    this.#counters.refused(live.code)
    if (live.code === 'INTERNAL') this.#core.log.error({ err: error }, 'operation failed')
    this.#writeJson(`{"id":${id},"error":${JSON.stringify(live)}}`)
    const close = this.#session ? undefined : closeAfter[live.code]
    if (close) this.close(close)
  }

  #writeJson(json: string): void {
    this.#write(textFrame(Buffer.from(json)))
  }

  #write(wire: Buffer): void {
    if (this.#state === 'open') this.#out.write(wire)
  }

  #begin(): void {
    this.#inFlight++
    if (this.#inFlight >= this.#core.config.OPERATIONS_IN_FLIGHT || this.#out.isBehind) this.#ws.pause()
  }

  #finish(): void {
    this.#inFlight--
    this.#resumeReading()
  }

  #resumeReading(): void {
    if (this.#state !== 'open' || !this.#ws.isPaused) return
    if (this.#inFlight < this.#core.config.OPERATIONS_IN_FLIGHT && !this.#out.isBehind) this.#ws.resume()
  }

  #leave(): void {
    this.#session?.close()
    if (this.#member) this.#core.members.leave(this.#member, this)
    this.#member = undefined
  }

  #closed(): void {
    this.#state = 'closed'
    clearTimeout(this.#linger)
    this.#leave()
    this.#onClosed(this)
  }
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}
