import { subprotocol } from '@munova/chat-contract'
import { ChatError } from './errors.ts'
import { type Frame, type InboxPush, parseFrame, parseResult, type Results } from './frame.ts'
import type { ClientLimits } from './limits.ts'

/** The result of a request. `lost`: the connection closed first, so the outcome is unknown. */
export type RequestResult<Name extends keyof Results> =
  { kind: 'ok'; value: Results[Name] } | { kind: 'rejected'; error: ChatError } | { kind: 'lost' }

/** A frame that is not a response. */
export type ServerPush = RoomPush | InboxPush

/** A push for the subscription of a room. */
export type RoomPush = Extract<Frame, { kind: 'entry' | 'ended' | 'typing' | 'read' }>

export interface ConnectionOptions {
  url: string
  limits: ClientLimits
  onOpen: () => void
  onPush: (push: ServerPush) => void
  /** Called at most once, and not after `close()`. Code 1006 when the connection was given up after a timeout. */
  onClosed: (code: number, reason: string) => void
  log: (message: string, fields: Record<string, unknown>) => void
}

interface Pending {
  readonly operation: keyof Results
  readonly sentAt: number
  readonly resolve: (ok: unknown) => void
  readonly fail: (result: { kind: 'rejected'; error: ChatError } | { kind: 'lost' }) => void
}

const ABNORMAL = 1006
const NORMAL = 1000

/**
 * A WebSocket with the JSON protocol: matches responses to requests and passes pushes on.
 *
 * Browsers do not expose pings, so a half-open connection is detected here: after a time without frames the client sends a
 * `ping` operation. Any response counts, also an error; it causes no database query in the server. A node that keeps
 * answering UNAVAILABLE is given up, too.
 *
 * Results are passed to callbacks synchronously instead of by promises, because the events of a room often follow the
 * response to its subscribe in the same turn of the event loop.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #socket: WebSocket
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #lastReceivedAt = performance.now()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isClosed = false
  #isPingDue = false
  /** Answers with UNAVAILABLE since the last other one. */
  #unavailable = 0

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#socket = new WebSocket(options.url, subprotocol)
    this.#socket.addEventListener('open', () => this.#opened())
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data))
    this.#socket.addEventListener('close', ({ code, reason }) => this.#onSocketClosed(code, reason))
  }

  /** Sends a request. `done` is called exactly once, with `lost` when the connection closes first. */
  request<Name extends keyof Results>(
    operation: Name,
    input: object,
    done: (result: RequestResult<Name>) => void,
  ): void {
    if (this.#isClosed || this.#socket.readyState !== WebSocket.OPEN) return done({ kind: 'lost' })
    const id = this.#nextId++
    this.#pending.set(id, {
      operation,
      sentAt: performance.now(),
      resolve: (ok) => done(resultOf(operation, ok)),
      fail: done,
    })
    this.#socket.send(JSON.stringify({ ...input, id, op: operation }))
    if (this.#pending.size === 1 || operation === 'ping') this.#scheduleCheck()
  }

  /** Checks now whether the server still responds, also while it is being connected to. */
  ping(): void {
    if (this.#socket.readyState === WebSocket.CONNECTING) {
      this.#isPingDue = true
      const { pingTimeoutMs } = this.#options.limits
      this.#timer ??= setTimeout(() => this.drop('The server does not respond'), pingTimeoutMs)
      return
    }
    const isPinging = [...this.#pending.values()].some(({ operation }) => operation === 'ping')
    if (!isPinging) this.request('ping', {}, () => {})
  }

  /** Gives the connection up as if it had failed. */
  drop(reason: string): void {
    this.#onSocketClosed(ABNORMAL, reason)
    this.#socket.close(NORMAL)
  }

  /** Closes the connection; resolves when the peer has closed too, or after a timeout. `onClosed` is not called. */
  async close(): Promise<void> {
    this.#markClosed()
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, this.#options.limits.closeTimeoutMs)
    this.#socket.addEventListener('close', () => resolve())
    if (this.#socket.readyState === WebSocket.CLOSED) resolve()
    else this.#socket.close(NORMAL)
    await promise
    clearTimeout(timer)
  }

  #opened(): void {
    if (this.#isClosed) return
    this.#lastReceivedAt = performance.now()
    this.#scheduleCheck()
    this.#options.onOpen()
    if (this.#isPingDue) this.ping()
  }

  #receive(data: unknown): void {
    if (this.#isClosed) return
    this.#lastReceivedAt = performance.now()
    const frame = parseFrame(data)
    if (!frame) return this.drop('A frame of the server was not JSON')
    switch (frame.kind) {
      case 'response': {
        const pending = this.#removePending(frame.id)
        this.#countUnavailable(pending)
        return pending?.resolve(frame.ok)
      }
      case 'rejection':
        if (frame.id !== null) {
          const pending = this.#removePending(frame.id)
          pending?.fail({ kind: 'rejected', error: frame.error })
          return this.#countUnavailable(pending, frame.error)
        }
        return this.#options.log('the server could not read a request', { code: frame.error.code })
      case 'entry':
      case 'ended':
      case 'typing':
      case 'read':
      case 'inbox':
      case 'inboxEnded':
        return this.#options.onPush(frame)
      case 'unknown':
    }
  }

  /** The answers to `ping` and `typing` say nothing of the database, on which most UNAVAILABLE depend. */
  #countUnavailable(pending: Pending | undefined, error?: ChatError): void {
    if (!pending || pending.operation === 'ping' || pending.operation === 'typing') return
    this.#unavailable = error?.code === 'UNAVAILABLE' ? this.#unavailable + 1 : 0
    const { unavailableAnswers } = this.#options.limits
    if (this.#unavailable >= unavailableAnswers) this.drop('The server keeps answering UNAVAILABLE')
  }

  #removePending(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#scheduleCheck()
    return pending
  }

  /** Sets the timer for the timeout of a request, or else for the next ping. */
  #scheduleCheck(): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    const { silenceMs } = this.#options.limits
    const due = this.#dueAt() ?? this.#lastReceivedAt + silenceMs
    this.#timer = setTimeout(() => this.#check(), Math.max(0, due - performance.now()))
  }

  #dueAt(): number | undefined {
    const { pingTimeoutMs, responseTimeoutMs, requestTimeoutMs } = this.#options.limits
    if (this.#pending.size === 0) return undefined
    let due = Infinity
    for (const { operation, sentAt } of this.#pending.values()) {
      const silence = operation === 'ping' ? pingTimeoutMs : responseTimeoutMs
      const lastSign = Math.max(sentAt, this.#lastReceivedAt)
      due = Math.min(due, lastSign + silence, sentAt + requestTimeoutMs)
    }
    return due
  }

  #check(): void {
    const now = performance.now()
    const due = this.#dueAt()
    if (due !== undefined && now >= due) return this.drop('The server does not respond')
    if (due === undefined && now >= this.#lastReceivedAt + this.#options.limits.silenceMs) {
      return this.ping()
    }
    this.#scheduleCheck()
  }

  #onSocketClosed(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#markClosed()
    this.#options.onClosed(code, reason)
  }

  #markClosed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#timer)
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { fail } of pending) fail({ kind: 'lost' })
  }
}

function resultOf<Name extends keyof Results>(operation: Name, ok: unknown): RequestResult<Name> {
  try {
    return { kind: 'ok', value: parseResult[operation](ok) }
  } catch {
    const message = `The response to ${operation} does not match the contract`
    return { kind: 'rejected', error: new ChatError('MALFORMED_RESPONSE', message) }
  }
}
