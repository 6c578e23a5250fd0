import { retry, type Metrics } from '@munova/service'
import { z } from 'zod'
import { isoDate } from '../../calendar/day.ts'
import { boundedText } from './bounded-text.ts'
import {
  GatewayPayment,
  GatewayRejected,
  GatewayTransaction,
  GatewayUncertain,
  type CancelPayment,
  type ConfirmPayment,
  type ListTransactions,
  type PaymentGateway,
} from './gateway.ts'
import { readResponse } from './toss-response.ts'

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

type Operation = 'confirm' | 'cancel' | 'lookup' | 'list'

interface Request {
  path: string
  /** Absent: a GET. */
  post?: { body: object; idempotencyKey: string }
  /** Of the response. */
  maxBytes: number
}

interface Call<Answer> extends Request {
  operation: Operation
  schema: z.ZodType<Answer>
  /** Whether the answer is about what was asked. */
  isExpected: (answer: Answer) => boolean
}

/** A payment of Toss Payments has some 3 KB; each of its cancels adds 500 bytes. */
const aPayment = { schema: GatewayPayment, maxBytes: 1024 * 1024 }
/** A transaction has some 400 bytes. */
const TRANSACTION_BYTES = 2_048

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
      ...aPayment,
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
      ...aPayment,
      path: `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`,
      post: { body, idempotencyKey },
      isExpected: (payment) => payment.paymentKey === paymentKey,
    })
  }

  lookup({ paymentKey }: { paymentKey: string }): Promise<GatewayPayment> {
    return this.#call({
      operation: 'lookup',
      ...aPayment,
      path: `/v1/payments/${encodeURIComponent(paymentKey)}`,
      isExpected: (payment) => payment.paymentKey === paymentKey,
    })
  }

  lookupByOrder({ orderId }: { orderId: string }): Promise<GatewayPayment> {
    return this.#call({
      operation: 'lookup',
      ...aPayment,
      path: `/v1/payments/orders/${encodeURIComponent(orderId)}`,
      isExpected: (payment) => payment.orderId === orderId,
    })
  }

  transactions({ day, after, limit }: ListTransactions): Promise<GatewayTransaction[]> {
    const date = isoDate(day)
    const query = new URLSearchParams({
      // In the time of Korea; the second bound is included, and instants are whole seconds.
      startDate: `${date}T00:00:00`,
      endDate: `${date}T23:59:59`,
      limit: String(limit),
      ...(after !== undefined && { startingAfter: after }),
    })
    return this.#call({
      operation: 'list',
      path: `/v1/transactions?${query.toString()}`,
      schema: z.array(GatewayTransaction).max(limit),
      maxBytes: limit * TRANSACTION_BYTES,
      // A page that repeats the one before would be fetched for ever.
      isExpected: (page) => page.every(({ transactionKey }) => transactionKey !== after),
    })
  }

  /** Aborts calls under way, with an uncertain outcome. */
  close(): void {
    this.#closing.abort()
  }

  async #call<Answer>(call: Call<Answer>): Promise<Answer> {
    const { operation } = call
    if (this.#inFlight >= this.#options.maxInFlight) {
      this.#counts.calls.inc({ operation, outcome: 'shed' })
      throw new GatewayUncertain('too many calls to the gateway are under way; this one was not sent')
    }
    this.#inFlight += 1
    const since = performance.now()
    let outcome = 'uncertain'
    try {
      const answer = await this.#callWithRetries(call)
      outcome = 'succeeded'
      return answer
    } catch (error) {
      if (error instanceof GatewayRejected) outcome = 'rejected'
      throw error
    } finally {
      this.#inFlight -= 1
      this.#counts.calls.inc({ operation, outcome })
      this.#counts.seconds.observe({ operation }, (performance.now() - since) / 1000)
    }
  }

  #callWithRetries<Answer>(call: Call<Answer>): Promise<Answer> {
    const { attempts, retryMs } = this.#options
    return retry(
      (attempt) => {
        if (attempt > 1) this.#counts.retries.inc({ operation: call.operation })
        return this.#callOnce(call)
      },
      {
        attempts,
        when: (error) => error instanceof GatewayUncertain && error.isRetryable,
        pauseMs: (attempt) => retryMs * 2 ** (attempt - 1) * (1 + Math.random() / 4),
        signal: this.#closing.signal,
      },
    )
  }

  async #callOnce<Answer>(call: Call<Answer>): Promise<Answer> {
    const { status, text } = await this.#fetch(call).catch((cause: unknown) => {
      throw new GatewayUncertain('no response from the gateway', { cause, isRetryable: true })
    })
    const answer = readResponse(call.schema, status, text)
    if (!call.isExpected(answer)) throw new GatewayUncertain('the response is about something else')
    return answer
  }

  async #fetch({ path, post, maxBytes }: Request): Promise<{ status: number; text: string }> {
    const { url, timeoutMs } = this.#options
    const response = await fetch(new URL(path, url), {
      method: post ? 'POST' : 'GET',
      headers: {
        authorization: this.#authorization,
        ...(post && { 'content-type': 'application/json', 'idempotency-key': post.idempotencyKey }),
      },
      ...(post && { body: JSON.stringify(post.body) }),
      // Following a redirect would send the secret key to another host.
      redirect: 'manual',
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]),
    })
    return { status: response.status, text: await boundedText(response, maxBytes) }
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
