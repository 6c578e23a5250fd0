import { z } from 'zod'
import { count, milliseconds } from './setting.ts'

/** The settings of the payment gateway, of webhooks and of deposits: a part of CommerceConfig. */
export const paymentSettings = {
  /** Toss Payments' secret key, required in production; in development payments without it go to the fake gateway of `npm start`. */
  TOSS_SECRET_KEY: z.string().min(1).optional(),
  /** The gateway's address; without it that of Toss Payments if there is a secret key, else that of the fake gateway. */
  TOSS_URL: z.url().optional(),
  /** The timeout of one gateway call, from connecting to the last byte; card companies take seconds. */
  TOSS_TIMEOUT_MS: milliseconds(10_000),
  /** Attempts of one gateway call, with the same idempotency key; after that the reconciler finds the outcome. */
  TOSS_ATTEMPTS: count(3),
  /** The pause before the second attempt, doubled before each further one; Toss Payments may take 1 s to cancel a payment again. */
  TOSS_RETRY_MS: milliseconds(400),
  /** Concurrent gateway calls. */
  TOSS_IN_FLIGHT: count(200),

  /** The shortest time between two look-ups of one payment that webhooks cause, which anybody can send. */
  WEBHOOK_LOOK_UP_MS: milliseconds(5_000),

  /** The longest time that an order waits for its deposit, if the gateway waits longer; then its account is closed there. */
  DEPOSIT_HOLD_MS: milliseconds(3 * 24 * 60 * 60_000),
  /** The pause before the gateway is first asked whether a deposit has arrived, doubled before each further time. */
  DEPOSIT_POLL_MS: milliseconds(60_000),
  /** The pause doubles up to this: the longest delay of a deposit whose webhook was lost. */
  DEPOSIT_POLL_MAX_MS: milliseconds(30 * 60_000),
}
