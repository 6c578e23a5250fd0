import { z } from 'zod'
import { GatewayRejected, GatewayUncertain } from './gateway.ts'

const Failure = z.object({ code: z.string().min(1).max(100), message: z.string().catch('') })

/**
 * Error codes after which the payment may be paid all the same: by an earlier call whose response was lost, or by one under
 * way. That a payment is cancelled already is an answer: the look-up that follows a rejection shows by whom. Where `isRetryable`, the same call with the same key may get another response.
 */
const undecided: Readonly<Record<string, { isRetryable: boolean }>> = {
  ALREADY_PROCESSED_PAYMENT: { isRetryable: false },
  IDEMPOTENT_REQUEST_PROCESSING: { isRetryable: true },
  FORBIDDEN_CONSECUTIVE_REQUEST: { isRetryable: true },
  // "Temporary error" of a card company or bank, sent with status 400.
  PROVIDER_ERROR: { isRetryable: true },
}
const TOO_MANY_REQUESTS = 429

/**
 * Reads a response of Toss Payments. Throws GatewayRejected, and GatewayUncertain for one that cannot be read or does not
 * decide.
 */
export function readResponse<Answer>(schema: z.ZodType<Answer>, status: number, text: string): Answer {
  const body = parseJson(text)
  if (status >= 200 && status < 300) {
    const answer = schema.safeParse(body)
    if (answer.success) return answer.data
    const detail = z.prettifyError(answer.error)
    throw new GatewayUncertain(`a response ${status} that cannot be read: ${detail}`, { isRetryable: true })
  }
  const failure = Failure.safeParse(body)
  const code = failure.success ? failure.data.code : `HTTP_${status}`
  const summary = `${status} ${code}`
  if (status >= 500 || status === TOO_MANY_REQUESTS)
    throw new GatewayUncertain(summary, { isRetryable: true })
  const known = undecided[code]
  if (known) throw new GatewayUncertain(summary, known)
  // A redirect or an error page of a proxy does not come from Toss Payments.
  if (status < 400 || !failure.success) throw new GatewayUncertain(summary)
  throw new GatewayRejected(code, failure.data.message || summary)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
