import { setTimeout as delay } from 'node:timers/promises'
import type { Metrics } from '@munova/service'
import { boundedText } from './bounded-text.ts'
import {
  GatewayUncertain,
  type CancelPayment,
  type ConfirmPayment,
  type GatewayPayment,
  type PaymentGateway,
} from './gateway.ts'
import { readResponse, uncertain, type CallResult } from './toss-response.ts'

export interface TossOptions {
  url: string
  /** Goes into the Authorization header and nowhere else. */
  secretKey: string
  /** Of one call, from connecting to the last byte. */
  timeoutMs: number
  /** Calls at most, all with the same idempotency key. */
  attempts: number
  /** Before the second call; each pause is twice the one before. */
  retryMs: number
  /** Calls under way at the same time; one more is uncertain at once, and was never sent. */
  maxInFlight: number
  metrics: Pick<Metrics, 'counter' | 'gauge' | 'histogram'>
}

type Operation = 'confirm' | 'cancel' | 'lookup'

interface Call {
  operation: Operation
  path: string
  /** Absent: a GET. */
  post?: { body: object; idempotencyKey: string }
  /** Whether a payment is the one that the call is about. */
  isExpected: (payment: GatewayPayment) => boolean
}

/** A payment of Toss Payments has some 3 KB; each of its cancels adds 500 bytes. */
const MAX_RESPONSE_BYTES = 1024 * 1024

/**
 * Toss Payments' API, version 1. Retries a call only when its outcome is unknown, with the same idempotency key, for
 * which the gateway promises one effect (for 15 days).
 */
export class TossGateway implements PaymentGateway {
  readonly #options: TossOptions
  readonly #authorization: string
  readonly #counts: ReturnType<typeof openCounts>
  readonly #closing = new AbortController()
  #inFlight = 0

  constructor(options: TossOptions) {
    this.#options = options
    // The key is the user, there is no password: hence the colon.
    this.#authorization = `Basic ${Buffer.from(`${options.secretKey}:`).toString('base64')}`
    this.#counts = openCounts(options.metrics, () => this.#inFlight)
  }

  confirm({ idempotencyKey, ...body }: ConfirmPayment): Promise<GatewayPayment> {
    return this.#call({
      operation: 'confirm',
      path: '/v1/payments/confirm',
      post: { body, idempotencyKey },
      // Toss Payments repeats its first response to an idempotency key, whatever the body says.
      isExpected: (payment) =>
        payment.paymentKey === body.paymentKey &&
        payment.orderId === body.orderId &&
        payment.totalAmount === body.amount,
    })
  }

  cancel({
    paymentKey,
    amount,
    reason,
    idempotencyKey,
    refundAccount,
  }: CancelPayment): Promise<GatewayPayment> {
    const body = {
      cancelReason: reason,
      ...(amount !== undefined && { cancelAmount: amount }),
      ...(refundAccount && { refundReceiveAccount: refundAccount }),
    }
    return this.#call({
      operation: 'cancel',
      path: `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`,
      post: { body, idempotencyKey },
      isExpected: (payment) => payment.paymentKey === paymentKey,
    })
  }

  lookup({ paymentKey }: { paymentKey: string }): Promise<GatewayPayment> {
    return this.#call({
      operation: 'lookup',
      path: `/v1/payments/${encodeURIComponent(paymentKey)}`,
      isExpected: (payment) => payment.paymentKey === paymentKey,
    })
  }

  lookupByOrder({ orderId }: { orderId: string }): Promise<GatewayPayment> {
    return this.#call({
      operation: 'lookup',
      path: `/v1/payments/orders/${encodeURIComponent(orderId)}`,
      isExpected: (payment) => payment.orderId === orderId,
    })
  }

  /** Aborts calls under way, with an uncertain outcome. */
  close(): void {
    this.#closing.abort()
  }

  async #call(call: Call): Promise<GatewayPayment> {
    if (this.#inFlight >= this.#options.maxInFlight) {
      this.#counts.calls.inc({ operation: call.operation, outcome: 'shed' })
      throw new GatewayUncertain('too many calls to the gateway are under way; this one was not sent')
    }
    this.#inFlight += 1
    const since = performance.now()
    try {
      const outcome = await this.#repeat(call)
      this.#counts.calls.inc({ operation: call.operation, outcome: outcome.kind })
      this.#counts.seconds.observe({ operation: call.operation }, (performance.now() - since) / 1000)
      if (outcome.kind === 'succeeded') return outcome.payment
      throw outcome.error
    } finally {
      this.#inFlight -= 1
    }
  }

  async #repeat(call: Call): Promise<CallResult> {
    const { attempts, retryMs } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#send(call)
      const isLast = attempt >= attempts || this.#closing.signal.aborted
      if (outcome.kind !== 'uncertain' || !outcome.retryable || isLast) return outcome
      this.#counts.retries.inc({ operation: call.operation })
      const pauseMs = retryMs * 2 ** (attempt - 1) * (1 + Math.random() / 4)
      const isStopped = await delay(pauseMs, false, { signal: this.#closing.signal }).catch(() => true)
      if (isStopped) return outcome
    }
  }

  async #send({ path, post, isExpected }: Call): Promise<CallResult> {
    const { url, timeoutMs } = this.#options
    try {
      const response = await fetch(new URL(path, url), {
        method: post ? 'POST' : 'GET',
        headers: {
          authorization: this.#authorization,
          ...(post && { 'content-type': 'application/json', 'idempotency-key': post.idempotencyKey }),
        },
        ...(post && { body: JSON.stringify(post.body) }),
        // A redirect would carry the key to somebody else.
        redirect: 'manual',
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]),
      })
      const outcome = readResponse(response.status, await boundedText(response, MAX_RESPONSE_BYTES))
      if (outcome.kind !== 'succeeded' || isExpected(outcome.payment)) return outcome
      return uncertain('the response is about another payment', { retryable: false })
    } catch (error) {
      return uncertain('no response from the gateway', { retryable: true, cause: error })
    }
  }
}

function openCounts(metrics: TossOptions['metrics'], inFlight: () => number) {
  metrics.gauge('gateway_in_flight', 'Calls to the payment gateway under way', { value: inFlight })
  return {
    calls: metrics.counter('gateway_calls_total', 'Calls to the payment gateway', ['operation', 'outcome']),
    retries: metrics.counter('gateway_retries_total', 'Calls retried with the same key', ['operation']),
    seconds: metrics.histogram('gateway_call_seconds', 'Time to an outcome, retries included', {
      labelNames: ['operation'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    }),
  }
}
