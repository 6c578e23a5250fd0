import { randomUUID } from 'node:crypto'
import type { Behaviour } from './faults.ts'
import { VIRTUAL_ACCOUNT, type Payment, type Status } from '../payments/payment.ts'
import { webhookTime, paymentJson } from './payment-json.ts'

interface Webhook {
  id: string
  body: string
  /** Number of attempts so far. */
  sent: number
}

const TIMEOUT_MS = 10_000
/** After the first attempt. */
const RETRIES = 7
/** Above this the oldest is dropped: the shop does not rely on webhooks. */
const MAX_PENDING = 10_000

/**
 * Sends unsigned webhooks about changes of payments to the shop; they may be late, duplicated or reordered. Retried after 1,
 * 4, 16 … units until the response is 200. Unlike at Toss Payments, pending ones are lost when the process ends.
 */
export class Webhooks {
  readonly #behaviour: () => Behaviour
  readonly #pending = new Map<NodeJS.Timeout, Webhook>()
  readonly #closing = new AbortController()

  constructor(behaviour: () => Behaviour) {
    this.#behaviour = behaviour
  }

  send(payment: Payment, status: Status, now: number): void {
    const createdAt = webhookTime(now)
    this.#schedule({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data: paymentJson(payment, status) })
    if (payment.method !== VIRTUAL_ACCOUNT || !payment.account) return
    const { orderId, lastTransactionKey: transactionKey, account } = payment
    this.#schedule({ createdAt, secret: account.secret, orderId, status, transactionKey })
  }

  close(): void {
    this.#closing.abort()
    for (const timer of this.#pending.keys()) clearTimeout(timer)
    this.#pending.clear()
  }

  #schedule(event: object): void {
    const { webhookCopies, webhookDelayMs } = this.#behaviour()
    for (let copy = 0; copy < webhookCopies; copy += 1) {
      this.#enqueue({ id: randomUUID(), body: JSON.stringify(event), sent: 0 }, webhookDelayMs)
    }
  }

  #enqueue(webhook: Webhook, delayMs: number): void {
    if (this.#closing.signal.aborted || !this.#behaviour().webhookUrl) return
    const [oldest] = this.#pending.keys()
    if (this.#pending.size >= MAX_PENDING && oldest) {
      clearTimeout(oldest)
      this.#pending.delete(oldest)
    }
    const timer = setTimeout(() => {
      this.#pending.delete(timer)
      void this.#attempt(webhook)
    }, delayMs)
    this.#pending.set(timer, webhook)
  }

  async #attempt(webhook: Webhook): Promise<void> {
    const { webhookUrl, webhookRetryMs } = this.#behaviour()
    if (!webhookUrl) return
    const isAccepted = await fetch(webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'tosspayments-webhook-transmission-id': webhook.id,
        'tosspayments-webhook-transmission-time': new Date().toISOString(),
        'tosspayments-webhook-transmission-retried-count': String(webhook.sent),
      },
      body: webhook.body,
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).then(
      async (response) => {
        await response.body?.cancel()
        return response.status === 200
      },
      () => false,
    )
    const sent = webhook.sent + 1
    if (!isAccepted && sent <= RETRIES) this.#enqueue({ ...webhook, sent }, webhookRetryMs * 4 ** (sent - 1))
  }
}
