import { ConfigError } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'

/**
 * Gateway calls that one request makes at most, one after another: a deposit is looked up, cancelled and looked up again; it came
 * at this moment, so it is refunded, and that is looked up.
 */
const CALLS = 5
/** The gateway's client makes each pause up to a quarter longer, so that clients do not retry in step. */
const LONGEST_PAUSE = 1.25

type Timeouts = Pick<
  CommerceConfig,
  'TOSS_TIMEOUT_MS' | 'TOSS_ATTEMPTS' | 'TOSS_RETRY_MS' | 'STATEMENT_TIMEOUT_MS' | 'IDEMPOTENCY_LEASE_MS'
>

/** The longest time for which a request with an Idempotency-Key can wait for the gateway, and then for the database. */
export function longestRequestMs(config: Timeouts): number {
  const { TOSS_TIMEOUT_MS, TOSS_ATTEMPTS, TOSS_RETRY_MS, STATEMENT_TIMEOUT_MS } = config
  // The pause doubles before each further attempt.
  const pausesMs = TOSS_RETRY_MS * (2 ** (TOSS_ATTEMPTS - 1) - 1) * LONGEST_PAUSE
  return CALLS * (TOSS_ATTEMPTS * TOSS_TIMEOUT_MS + pausesMs) + STATEMENT_TIMEOUT_MS
}

/** Throws ConfigError when a request could still run after its key's lease, so that a repetition would run beside it. */
export function requireSufficientLease(config: Timeouts): void {
  const longestMs = longestRequestMs(config)
  if (config.IDEMPOTENCY_LEASE_MS > longestMs) return
  throw new ConfigError(
    `IDEMPOTENCY_LEASE_MS: must be above ${longestMs}, the longest request with these TOSS_TIMEOUT_MS, TOSS_ATTEMPTS, TOSS_RETRY_MS and STATEMENT_TIMEOUT_MS`,
  )
}
