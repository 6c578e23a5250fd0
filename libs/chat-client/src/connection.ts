import { subprotocol } from '@munova/chat-contract'
import { ChatError } from './errors.ts'
import { type Answers, type Frame, readAnswer, readFrame } from './frame.ts'
import type { ClientLimits } from './limits.ts'

/** What became of a request. `lost`: the connection ended first, nobody knows. */
export type Outcome<Name extends keyof Answers> =
  { kind: 'ok'; value: Answers[Name] } | { kind: 'refused'; error: ChatError } | { kind: 'lost' }

export type Push = Extract<Frame, { kind: 'entry' | 'ended' | 'typing' }>

export interface ConnectionOptions {
  url: string
  limits: ClientLimits
  onOpen: () => void
  onPush: (push: Push) => void
  /** At most once, and not after `close()`. 1006 when the link fell silent. */
  onClosed: (code: number, reason: string) => void
  log: (message: string, fields: Record<string, unknown>) => void
}

interface Pending {
  readonly sentAt: number
  readonly answer: (ok: unknown) => void
  readonly fail: (outcome: { kind: 'refused'; error: ChatError } | { kind: 'lost' }) => void
}

const ABNORMAL = 1006
const NORMAL = 1000

/**
 * One WebSocket that speaks the JSON protocol: requests get their answers, pushes go to the client.
 *
 * Browsers hide pings, so a link that is dead on one side is found from here: after a while of silence the server is
 * asked `ping`. Any answer will do, an error too; it costs the server no look at its database.
 *
 * Answers are handed over within the turn in which they arrive, not by promise: the events of a room follow the answer
 * to its subscribe, often in the same turn.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #socket: WebSocket
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #heardAt = performance.now()
  #watch: ReturnType<typeof setTimeout> | undefined
  #over = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#socket = new WebSocket(options.url, subprotocol)
    this.#socket.addEventListener('open', () => this.#opened())
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data))
    this.#socket.addEventListener('close', ({ code, reason }) => this.#end(code, reason))
  }

  /** `done` is called exactly once, at the end of the connection at the latest. */
  request<Name extends keyof Answers>(
    operation: Name,
    input: object,
    done: (outcome: Outcome<Name>) => void,
  ): void {
    if (this.#over || this.#socket.readyState !== WebSocket.OPEN) return done({ kind: 'lost' })
    const id = this.#nextId++
    this.#pending.set(id, {
      sentAt: performance.now(),
      answer: (ok) => done(read(operation, ok)),
      fail: done,
    })
    this.#socket.send(JSON.stringify({ ...input, id, op: operation }))
    if (this.#pending.size === 1) this.#plan()
  }

  /** Gives the connection up as if the link had failed. */
  drop(reason: string): void {
    this.#socket.close(NORMAL)
    this.#end(ABNORMAL, reason)
  }

  /** Resolves when the peer has closed too, or did not in time; nothing is called back. */
  async close(): Promise<void> {
    this.#finish()
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, this.#options.limits.closeTimeoutMs)
    this.#socket.addEventListener('close', () => resolve())
    if (this.#socket.readyState === WebSocket.CLOSED) resolve()
    else this.#socket.close(NORMAL)
    await promise
    clearTimeout(timer)
  }

  #opened(): void {
    if (this.#over) return
    this.#heardAt = performance.now()
    this.#plan()
    this.#options.onOpen()
  }

  #receive(data: unknown): void {
    if (this.#over) return
    this.#heardAt = performance.now()
    const frame = readFrame(data)
    if (!frame) return this.drop('A frame of the server was not JSON')
    switch (frame.kind) {
      case 'answer':
        return this.#take(frame.id)?.answer(frame.ok)
      case 'refusal':
        if (frame.id !== null) return this.#take(frame.id)?.fail({ kind: 'refused', error: frame.error })
        return this.#options.log('the server could not read a request', { code: frame.error.code })
      case 'entry':
      case 'ended':
      case 'typing':
        return this.#options.onPush(frame)
      case 'unknown':
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#plan()
    return pending
  }

  /** One timer: for the oldest answer that is due, or else for the silence. */
  #plan(): void {
    clearTimeout(this.#watch)
    if (this.#over) return
    const { silenceMs } = this.#options.limits
    const due = this.#dueAt() ?? this.#heardAt + silenceMs
    this.#watch = setTimeout(() => this.#look(), Math.max(0, due - performance.now()))
  }

  #dueAt(): number | undefined {
    const { answerTimeoutMs, requestTimeoutMs } = this.#options.limits
    for (const { sentAt } of this.#pending.values()) {
      return Math.min(Math.max(sentAt, this.#heardAt) + answerTimeoutMs, sentAt + requestTimeoutMs)
    }
    return undefined
  }

  #look(): void {
    const now = performance.now()
    const due = this.#dueAt()
    if (due !== undefined && now >= due) return this.drop('The server does not answer')
    if (due === undefined && now >= this.#heardAt + this.#options.limits.silenceMs) {
      return this.request('ping', {}, () => {})
    }
    this.#plan()
  }

  #end(code: number, reason: string): void {
    if (this.#over) return
    this.#finish()
    this.#options.onClosed(code, reason)
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#watch)
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { fail } of pending) fail({ kind: 'lost' })
  }
}

function read<Name extends keyof Answers>(operation: Name, ok: unknown): Outcome<Name> {
  try {
    return { kind: 'ok', value: readAnswer[operation](ok) }
  } catch {
    const message = `The answer to ${operation} is not as documented`
    return { kind: 'refused', error: new ChatError('MALFORMED_ANSWER', message) }
  }
}
