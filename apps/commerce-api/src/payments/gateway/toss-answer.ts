import { z } from 'zod'
import { GatewayPayment, GatewayRefused, GatewayUncertain } from './gateway.ts'

const Failure = z.object({ code: z.string().min(1).max(100), message: z.string().catch('') })

/**
 * Refusals by code after which the payment may be paid or cancelled all the same: by an earlier call whose answer was
 * lost, or by one under way. Of these, `again` ones are worth the same call with the same key.
 */
const undecided: Readonly<Record<string, { again: boolean }>> = {
  ALREADY_PROCESSED_PAYMENT: { again: false },
  ALREADY_CANCELED_PAYMENT: { again: false },
  ALREADY_REFUND_PAYMENT: { again: false },
  IDEMPOTENT_REQUEST_PROCESSING: { again: true },
  FORBIDDEN_CONSECUTIVE_REQUEST: { again: true },
  // "Temporary error" of a card company or bank, sent with status 400.
  PROVIDER_ERROR: { again: true },
}
const TOO_MANY_REQUESTS = 429

/** What one call came to. `again`: repeating it with the same key may tell more. */
export type Outcome =
  | { kind: 'answered'; payment: GatewayPayment }
  | { kind: 'refused'; error: GatewayRefused }
  | { kind: 'uncertain'; error: GatewayUncertain; again: boolean }

/** Reads an answer of Toss Payments. Nothing of it that cannot be read counts as a yes or as a no. */
export function readAnswer(status: number, text: string): Outcome {
  const body = parseJson(text)
  if (status >= 200 && status < 300) {
    const payment = GatewayPayment.safeParse(body)
    if (payment.success) return { kind: 'answered', payment: payment.data }
    return uncertain(`an answer ${status} that cannot be read: ${z.prettifyError(payment.error)}`, true)
  }
  const failure = Failure.safeParse(body)
  const code = failure.success ? failure.data.code : `HTTP_${status}`
  const said = `${status} ${code}`
  if (status >= 500 || status === TOO_MANY_REQUESTS) return uncertain(said, true)
  const known = undecided[code]
  if (known) return uncertain(said, known.again)
  // A redirect, or a page of something in between, is not Toss Payments' word.
  if (status < 400 || !failure.success) return uncertain(said, false)
  return { kind: 'refused', error: new GatewayRefused(code, failure.data.message || said) }
}

export function uncertain(message: string, again: boolean, cause?: unknown): Outcome {
  const error = new GatewayUncertain(message, cause === undefined ? undefined : { cause })
  return { kind: 'uncertain', error, again }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
