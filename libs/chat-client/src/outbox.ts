import { chatErrors, operations } from '@munova/chat-contract'
import { backoff } from './backoff.ts'
import type { Connection, Outcome } from './connection.ts'
import { ChatError } from './errors.ts'
import type { Answers } from './frame.ts'
import type { ClientLimits } from './limits.ts'

/** Operations that may be repeated without harm until they are answered. */
export type Repeatable = 'send' | 'read' | 'history'

interface Question {
  readonly operation: Repeatable
  readonly input: { roomId: number }
  /** Typed where it is asked: the answer is of the operation. */
  readonly resolve: (answer: never) => void
  readonly reject: (error: ChatError) => void
  refusals: number
}

/** Questions of one kind to one room, asked one after the other. */
interface Lane {
  readonly questions: Question[]
  state: 'idle' | 'asked' | 'refused'
  retry: ReturnType<typeof setTimeout> | undefined
}

/**
 * What was asked and is not answered yet. Each question is repeated, the same, over lost connections and temporary
 * refusals until the server gives a final answer. The messages of a room are sent one by one, so that a repetition
 * cannot change their order.
 */
export class Outbox {
  readonly #limits: ClientLimits
  readonly #lanes = new Map<string, Lane>()
  #connection: Connection | undefined
  #size = 0
  #closed: ChatError | undefined

  constructor(limits: ClientLimits) {
    this.#limits = limits
  }

  /** Rejects with the server's final refusal, VALIDATION_FAILED, TOO_MANY_UNANSWERED or CLOSED. */
  ask<Name extends Repeatable>(
    operation: Name,
    input: Record<string, unknown> & { roomId: number },
  ): Promise<Answers[Name]> {
    if (this.#closed) return Promise.reject(this.#closed)
    // Checked here too: a frame that is too large would cost the whole connection.
    const parsed = operations[operation].safeParse(input)
    if (!parsed.success) return Promise.reject(invalid(parsed.error.issues))
    if (this.#size >= this.#limits.unanswered) {
      const message = `${this.#size} requests wait for their answer already`
      return Promise.reject(new ChatError('TOO_MANY_UNANSWERED', message, { temporary: true }))
    }
    const { promise, resolve, reject } = Promise.withResolvers<Answers[Name]>()
    const key = `${operation} ${input.roomId}`
    const lane = this.#lanes.get(key) ?? { questions: [], state: 'idle', retry: undefined }
    this.#lanes.set(key, lane)
    lane.questions.push({ operation, input: parsed.data, resolve, reject, refusals: 0 })
    this.#size++
    this.#advance(key, lane)
    return promise
  }

  /** There is a connection that is signed in. */
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
    for (const { questions } of this.#lanes.values()) for (const { reject } of questions) reject(error)
    this.#lanes.clear()
    this.#size = 0
  }

  #advance(key: string, lane: Lane): void {
    const connection = this.#connection
    const question = lane.questions[0]
    if (!connection || !question || lane.state !== 'idle') return
    lane.state = 'asked'
    connection.request(question.operation, question.input, (outcome) => {
      // An outcome of a connection that was given up: the question is asked again on the next.
      if (connection === this.#connection && outcome.kind !== 'lost') this.#settle(key, lane, outcome)
    })
  }

  #settle(key: string, lane: Lane, outcome: Exclude<Outcome<Repeatable>, { kind: 'lost' }>): void {
    const question = lane.questions[0]!
    if (outcome.kind === 'refused' && outcome.error.temporary) {
      lane.state = 'refused'
      const wait = this.#pause(++question.refusals, outcome.error)
      lane.retry = setTimeout(() => {
        lane.state = 'idle'
        this.#advance(key, lane)
      }, wait)
      return
    }
    lane.state = 'idle'
    lane.questions.shift()
    this.#size--
    if (outcome.kind === 'ok') question.resolve(outcome.value as never)
    else question.reject(outcome.error)
    if (lane.questions.length === 0) this.#lanes.delete(key)
    else this.#advance(key, lane)
  }

  #pause(refusals: number, error: ChatError): number {
    const { retryMs, backoffCapMs } = this.#limits
    return (error.retryAfterMs ?? retryMs) + backoff(refusals, { baseMs: retryMs, capMs: backoffCapMs })
  }
}

function invalid(issues: readonly { path: PropertyKey[]; message: string }[]): ChatError {
  const errors = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  return new ChatError('VALIDATION_FAILED', chatErrors.VALIDATION_FAILED.title, { errors })
}
