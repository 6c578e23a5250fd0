import { z } from 'zod'
import { count, days, milliseconds } from './setting.ts'

/** Everybody can read it: for development only. */
const DEVELOPMENT_KEY = `development:${Buffer.alloc(32, 'munova').toString('base64')}`
/** An id of letters and digits, and 32 bytes in base64. */
const ACCOUNT_KEY = /^[\w-]{1,32}:[A-Za-z0-9+/]{43}=$/

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

  /** Keys that encrypt the bank accounts of refunds, as `id:base64 of 32 bytes`, separated by commas: the first encrypts, the others decrypt what they have encrypted; required in production. */
  REFUND_ACCOUNT_KEYS: z
    .string()
    .default(DEVELOPMENT_KEY)
    .transform((list) => list.split(',').map((key) => key.trim()))
    .pipe(z.array(z.string().regex(ACCOUNT_KEY, 'must be id:base64 of 32 bytes')).min(1).max(10))
    .transform((keys) =>
      keys.map((key) => {
        const [id = '', secret = ''] = key.split(':')
        return { id, secret: Buffer.from(secret, 'base64'), isForDevelopment: key === DEVELOPMENT_KEY }
      }),
    ),

  /** The shortest time between two look-ups of one payment that webhooks cause, which anybody can send. */
  WEBHOOK_LOOK_UP_MS: milliseconds(5_000),

  /** The longest time that an order waits for its deposit, if the gateway waits longer; then its account is closed there. */
  DEPOSIT_HOLD_MS: milliseconds(3 * 24 * 60 * 60_000),
  /** The pause before the gateway is first asked whether a deposit has arrived, doubled before each further time. */
  DEPOSIT_POLL_MS: milliseconds(60_000),
  /** The pause doubles up to this: the longest delay of a deposit whose webhook was lost. */
  DEPOSIT_POLL_MAX_MS: milliseconds(30 * 60_000),

  /** The interval at which it is checked whether a day's payments are to be compared with the gateway's list. */
  COMPARE_DAYS_MS: milliseconds(10 * 60_000),
  /** How long after the end of a day, in Korea, its payments are compared. */
  COMPARE_DAYS_AFTER_MS: milliseconds(60 * 60_000),
  /** Days that one run begins, and pages that it compares; it is followed by another when there may be more. */
  COMPARE_DAYS_BATCH: z.coerce.number().int().min(1).max(100).default(7),
  /** Transactions, or payments, of one page; Toss Payments lists up to 5,000 at a time. */
  COMPARE_DAYS_PAGE: z.coerce.number().int().min(1).max(5_000).default(1_000),
  /** A day is continued after this time when its process died or the gateway failed; a page with its look-ups takes less. */
  COMPARE_DAYS_RETRY_MS: milliseconds(5 * 60_000),
  /** How often a page of a day is tried; payments that the gateway still does not look up then are left to administrators. */
  COMPARE_DAYS_TRIES: z.coerce.number().int().min(1).max(1_000).default(36),
  /** Days for which the gateway's list of a day that was compared is kept. */
  GATEWAY_TRANSACTION_DAYS: days(30),
}
