import { randomUUID } from 'node:crypto'
import type { Behaviour } from './behaviour.ts'
import { VIRTUAL_ACCOUNT, type Payment, type Status } from '../payments/payment.ts'
import { webhookTime, wirePayment } from './wire.ts'

interface Job {
  id: string
  body: string
  /** Times it was sent. */
  sent: number
}

const TIMEOUT_MS = 10_000
/** After the first sending. */
const RETRIES = 7
/** The oldest is forgotten first: webhooks are hints. */
const MAX_WAITING = 10_000

/**
 * Tells the shop that something changed: unsigned, perhaps late, perhaps twice, in no order. Sent again until it is
 * answered with 200, at 1, 4, 16 … units. What waits is lost when the process ends, unlike at Toss Payments.
 */
export class Webhooks {
  readonly #behaviour: () => Behaviour
  readonly #waiting = new Map<NodeJS.Timeout, Job>()
  readonly #closing = new AbortController()

  constructor(behaviour: () => Behaviour) {
    this.#behaviour = behaviour
  }

  changed(payment: Payment, status: Status, now: number): void {
    const createdAt = webhookTime(now)
    this.#schedule({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data: wirePayment(payment, status) })
    if (payment.method !== VIRTUAL_ACCOUNT || !payment.account) return
    const { orderId, lastTransactionKey: transactionKey, account } = payment
    this.#schedule({ createdAt, secret: account.secret, orderId, status, transactionKey })
  }

  close(): void {
    this.#closing.abort()
    for (const timer of this.#waiting.keys()) clearTimeout(timer)
    this.#waiting.clear()
  }

  #schedule(event: object): void {
    const { webhookCopies, webhookDelayMs } = this.#behaviour()
    for (let copy = 0; copy < webhookCopies; copy += 1) {
      this.#wait({ id: randomUUID(), body: JSON.stringify(event), sent: 0 }, webhookDelayMs)
    }
  }

  #wait(job: Job, delayMs: number): void {
    if (this.#closing.signal.aborted || !this.#behaviour().webhookUrl) return
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size >= MAX_WAITING && oldest) {
      clearTimeout(oldest)
      this.#waiting.delete(oldest)
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(timer)
      void this.#send(job)
    }, delayMs)
    this.#waiting.set(timer, job)
  }

  async #send(job: Job): Promise<void> {
    const { webhookUrl, webhookRetryMs } = this.#behaviour()
    if (!webhookUrl) return
    const isTaken = await fetch(webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'tosspayments-webhook-transmission-id': job.id,
        'tosspayments-webhook-transmission-time': new Date().toISOString(),
        'tosspayments-webhook-transmission-retried-count': String(job.sent),
      },
      body: job.body,
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).then(
      async (response) => {
        await response.body?.cancel()
        return response.status === 200
      },
      () => false,
    )
    const sent = job.sent + 1
    if (!isTaken && sent <= RETRIES) this.#wait({ ...job, sent }, webhookRetryMs * 4 ** (sent - 1))
  }
}
