import { z } from 'zod'

const ms = z
  .int()
  .min(0)
  .max(24 * 60 * 60 * 1000)

/** The behaviour of the gateway, which can be changed at run time. */
export const Behaviour = z.strictObject({
  /** Delays before the operation, and between the operation and its response. */
  latencyMs: ms.default(0),
  answerDelayMs: ms.default(0),
  /** The fraction of calls with a fault of a random kind. */
  errorRate: z.number().min(0).max(1).default(0),
  /** Receives the webhooks; without it none are sent. */
  webhookUrl: z.url().optional(),
  /** Number of copies of each webhook, and their delay after the change. */
  webhookCopies: z.int().min(0).max(10).default(1),
  webhookDelayMs: ms.default(0),
  /** Delay before the first retry of a webhook that got no 200; each further one is 4 times as long. */
  webhookRetryMs: ms.default(60_000),
})
export type Behaviour = z.infer<typeof Behaviour>

const kinds = ['error-before', 'cut-before', 'hang-before', 'error-after', 'cut-after', 'hang-after', 'crash-after', 'refuse'] as const // prettier-ignore
/** `crash-after` and `refuse` are never random. */
const randomKinds = kinds.slice(0, 6)

/**
 * A fault of one call. `before`: the operation is not done; `after`: it is done, but the response is lost.
 * error = status 500, cut = the connection breaks, hang = no response, crash = this process is killed, refuse = the card
 * company declines.
 */
export const Fault = z.strictObject({
  kind: z.enum(kinds),
  operation: z.enum(['confirm', 'cancel', 'lookup', 'list']).optional(),
  /** By default any order. */
  orderId: z.string().optional(),
  /** Calls that it lets pass before the first. */
  skip: z.int().min(0).default(0),
  times: z.int().min(1).max(1_000_000).default(1),
  /** The error code for `refuse`. */
  code: z.string().default('REJECT_CARD_COMPANY'),
})
export type Fault = z.infer<typeof Fault>

/** The current behaviour, the injected faults, and the clock. */
export class FakeState {
  behaviour: Behaviour
  #faults: Fault[] = []
  #offsetMs = 0

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour
  }

  /** The clock of the fake: real time plus what tests added to it. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  advance(byMs: number): void {
    this.#offsetMs += byMs
  }

  add(fault: Fault): void {
    this.#faults.push({ ...fault })
  }

  clear(): void {
    this.#faults = []
  }

  /** The fault for this call, which uses it up. */
  takeFault(
    operation: NonNullable<Fault['operation']>,
    orderId: string | undefined,
  ): Pick<Fault, 'kind' | 'code'> | undefined {
    const fault = this.#faults.find(
      (candidate) =>
        (candidate.operation ?? operation) === operation &&
        (candidate.orderId === undefined || candidate.orderId === orderId),
    )
    if (fault && fault.skip > 0) {
      fault.skip -= 1
      return undefined
    }
    if (fault) {
      fault.times -= 1
      if (fault.times === 0) this.#faults.splice(this.#faults.indexOf(fault), 1)
      return fault
    }
    if (Math.random() >= this.behaviour.errorRate) return undefined
    return { kind: randomKinds[Math.floor(Math.random() * randomKinds.length)]!, code: '' }
  }
}
