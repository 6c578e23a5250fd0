import { chatErrors, operations } from '@munova/chat-contract'
import { retryDelay } from './backoff.ts'
import type { Connection, RequestResult } from './connection.ts'
import { ChatError } from './errors.ts'
import type { Results } from './frame.ts'
import type { ClientLimits } from './limits.ts'

/** Idempotent operations, which are retried until they are answered. */
export type RetriedOperation = 'send' | 'read' | 'history'

interface PendingRequest {
  readonly operation: RetriedOperation
  readonly input: { roomId: number }
  /** The type of the result depends on the operation; `request` guarantees it. */
  readonly resolve: (result: never) => void
  readonly reject: (error: ChatError) => void
  rejections: number
}

/** The requests of one operation in one room, sent one after the other. */
interface Lane {
  readonly requests: PendingRequest[]
  state: 'idle' | 'inFlight' | 'rejected'
  retry: ReturnType<typeof setTimeout> | undefined
}

/**
 * The unanswered requests of a client. Each is resent unchanged after lost connections and temporary rejections until
 * the server gives a final response. The messages of a room are sent one by one, so that a retry cannot change their
 * order.
 */
export class PendingRequests {
  readonly #limits: ClientLimits
  readonly #lanes = new Map<string, Lane>()
  #connection: Connection | undefined
  #size = 0
  #closed: ChatError | undefined

  constructor(limits: ClientLimits) {
    this.#limits = limits
  }

  /** Resolves with the result. Rejects with the server's final rejection, VALIDATION_FAILED, TOO_MANY_UNANSWERED or CLOSED. */
  request<Name extends RetriedOperation>(
    operation: Name,
    input: Record<string, unknown> & { roomId: number },
  ): Promise<Results[Name]> {
    if (this.#closed) return Promise.reject(this.#closed)
    // Validated here too, because an oversized frame would close the whole connection.
    const parsed = operations[operation].safeParse(input)
    if (!parsed.success) return Promise.reject(invalid(parsed.error.issues))
    if (this.#size >= this.#limits.unanswered) {
      const message = `${this.#size} requests are unanswered already`
      return Promise.reject(new ChatError('TOO_MANY_UNANSWERED', message, { temporary: true }))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Results[Name]>()
    const key = `${operation} ${input.roomId}`
    const lane = this.#lanes.get(key) ?? { requests: [], state: 'idle', retry: undefined }
    this.#lanes.set(key, lane)
    lane.requests.push({ operation, input: parsed.data, resolve, reject, rejections: 0 })
    this.#size++
    this.#advance(key, lane)
    return promise
  }

  /** A signed-in connection is available. */
  resume(connection: Connection): void {
    this.#connection = connection
    for (const [key, lane] of this.#lanes) this.#advance(key, lane)
  }

  suspend(): void {
    this.#connection = undefined
    for (const lane of this.#lanes.values()) {
      clearTimeout(lane.retry)
      lane.state = 'idle'
    }
  }

  close(error: ChatError): void {
    this.#closed = error
    this.suspend()
    for (const { requests } of this.#lanes.values()) for (const { reject } of requests) reject(error)
    this.#lanes.clear()
    this.#size = 0
  }

  #advance(key: string, lane: Lane): void {
    const connection = this.#connection
    const request = lane.requests[0]
    if (!connection || !request || lane.state !== 'idle') return
    lane.state = 'inFlight'
    connection.request(request.operation, request.input, (result) => {
      // A result of an abandoned connection is ignored: the request is resent on the next one.
      if (connection === this.#connection && result.kind !== 'lost') this.#settle(key, lane, result)
    })
  }

  #settle(key: string, lane: Lane, result: Exclude<RequestResult<RetriedOperation>, { kind: 'lost' }>): void {
    const request = lane.requests[0]!
    if (result.kind === 'rejected' && result.error.temporary) {
      lane.state = 'rejected'
      const wait = retryDelay(result.error, ++request.rejections, this.#limits)
      lane.retry = setTimeout(() => {
        lane.state = 'idle'
        this.#advance(key, lane)
      }, wait)
      return
    }
    lane.state = 'idle'
    lane.requests.shift()
    this.#size--
    if (result.kind === 'ok') request.resolve(result.value as never)
    else request.reject(result.error)
    if (lane.requests.length === 0) this.#lanes.delete(key)
    else this.#advance(key, lane)
  }
}

function invalid(issues: readonly { path: PropertyKey[]; message: string }[]): ChatError {
  const errors = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  return new ChatError('VALIDATION_FAILED', chatErrors.VALIDATION_FAILED.title, { errors })
}
