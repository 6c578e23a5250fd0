import { z } from 'zod'
import { GatewayPayment, GatewayRejected, GatewayUncertain } from './gateway.ts'

const Failure = z.object({ code: z.string().min(1).max(100), message: z.string().catch('') })

/**
 * Error codes after which the payment may be paid or cancelled all the same: by an earlier call whose response was lost,
 * or by one under way. Where `retryable`, the same call with the same key may get another response.
 */
const undecided: Readonly<Record<string, { retryable: boolean }>> = {
  ALREADY_PROCESSED_PAYMENT: { retryable: false },
  ALREADY_CANCELED_PAYMENT: { retryable: false },
  ALREADY_REFUND_PAYMENT: { retryable: false },
  IDEMPOTENT_REQUEST_PROCESSING: { retryable: true },
  FORBIDDEN_CONSECUTIVE_REQUEST: { retryable: true },
  // "Temporary error" of a card company or bank, sent with status 400.
  PROVIDER_ERROR: { retryable: true },
}
const TOO_MANY_REQUESTS = 429

/** The result of one call. `retryable`: repeating it with the same key may tell more. */
export type CallResult =
  | { kind: 'succeeded'; payment: GatewayPayment }
  | { kind: 'rejected'; error: GatewayRejected }
  | { kind: 'uncertain'; error: GatewayUncertain; retryable: boolean }

/** Reads a response of Toss Payments. One that cannot be read means neither success nor rejection. */
export function readResponse(status: number, text: string): CallResult {
  const body = parseJson(text)
  if (status >= 200 && status < 300) {
    const payment = GatewayPayment.safeParse(body)
    if (payment.success) return { kind: 'succeeded', payment: payment.data }
    const detail = z.prettifyError(payment.error)
    return uncertain(`a response ${status} that cannot be read: ${detail}`, { retryable: true })
  }
  const failure = Failure.safeParse(body)
  const code = failure.success ? failure.data.code : `HTTP_${status}`
  const summary = `${status} ${code}`
  if (status >= 500 || status === TOO_MANY_REQUESTS) return uncertain(summary, { retryable: true })
  const known = undecided[code]
  if (known) return uncertain(summary, known)
  // A redirect or an error page of a proxy does not come from Toss Payments.
  if (status < 400 || !failure.success) return uncertain(summary, { retryable: false })
  return { kind: 'rejected', error: new GatewayRejected(code, failure.data.message || summary) }
}

export function uncertain(
  message: string,
  { retryable, cause }: { retryable: boolean; cause?: unknown },
): CallResult {
  const error = new GatewayUncertain(message, cause === undefined ? undefined : { cause })
  return { kind: 'uncertain', error, retryable }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
