import { z } from 'zod'

const ms = z
  .int()
  .min(0)
  .max(24 * 60 * 60 * 1000)

/** How the gateway behaves; may be changed while it runs. */
export const Behaviour = z.strictObject({
  /** Before anything happens, and after it happened until the answer is sent. */
  latencyMs: ms.default(0),
  answerDelayMs: ms.default(0),
  /** The part of calls that meet a fault, one of all kinds by chance. */
  errorRate: z.number().min(0).max(1).default(0),
  /** Where webhooks go; none are sent without it. */
  webhookUrl: z.url().optional(),
  /** How often each webhook is sent, and how long after the change. */
  webhookCopies: z.int().min(0).max(10).default(1),
  webhookDelayMs: ms.default(0),
  /** Toss Payments' first pause before a webhook that was not answered with 200 is sent again; then × 4 each. */
  webhookRetryMs: ms.default(60_000),
})
export type Behaviour = z.infer<typeof Behaviour>

const kinds = ['error-before', 'cut-before', 'hang-before', 'error-after', 'cut-after', 'hang-after', 'crash-after', 'refuse'] as const // prettier-ignore
/** `crash-after` and `refuse` are made on demand only. */
const byChance = kinds.slice(0, 6)

/**
 * What goes wrong with one call. "before": nothing happened; "after": it happened and the shop does not hear of it.
 * error = a 500, cut = the connection breaks, hang = no answer ever, crash = this process is gone, refuse = the card
 * company says no.
 */
export const Fault = z.strictObject({
  kind: z.enum(kinds),
  operation: z.enum(['confirm', 'cancel', 'lookup']).optional(),
  /** Absent: of any order. */
  orderId: z.string().optional(),
  times: z.int().min(1).max(1_000_000).default(1),
  /** Of `refuse`. */
  code: z.string().default('REJECT_CARD_COMPANY'),
})
export type Fault = z.infer<typeof Fault>

/** The behaviour now, the faults that wait for their call, and the time. */
export class Mood {
  behaviour: Behaviour
  #faults: Fault[] = []
  #aheadMs = 0

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour
  }

  /** The fake's clock: the real one, moved ahead by tests that cannot wait ten minutes. */
  now(): number {
    return Date.now() + this.#aheadMs
  }

  advance(byMs: number): void {
    this.#aheadMs += byMs
  }

  add(fault: Fault): void {
    this.#faults.push({ ...fault })
  }

  clear(): void {
    this.#faults = []
  }

  /** The fault that this call meets, used up by it. */
  take(
    operation: NonNullable<Fault['operation']>,
    orderId: string | undefined,
  ): Pick<Fault, 'kind' | 'code'> | undefined {
    const fault = this.#faults.find(
      (each) =>
        (each.operation ?? operation) === operation &&
        (each.orderId === undefined || each.orderId === orderId),
    )
    if (fault) {
      fault.times -= 1
      if (fault.times === 0) this.#faults.splice(this.#faults.indexOf(fault), 1)
      return fault
    }
    if (Math.random() >= this.behaviour.errorRate) return undefined
    return { kind: byChance[Math.floor(Math.random() * byChance.length)]!, code: '' }
  }
}
