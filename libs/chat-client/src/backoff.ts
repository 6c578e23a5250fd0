import type { ChatError } from './errors.ts'
import type { ClientLimits } from './limits.ts'

/**
 * The delay before attempt number `attempt` (from 1), in milliseconds: exponential backoff with full jitter, uniform between
 * 0 and a ceiling that doubles up to `capMs`. The first retry is spread too, because all clients of a failed node
 * reconnect at the same time.
 */
export function backoff(
  attempt: number,
  bounds: { baseMs: number; capMs: number },
  random: () => number = Math.random,
): number {
  return random() * Math.min(bounds.capMs, bounds.baseMs * 2 ** (attempt - 1))
}

/** The delay before a request that was rejected temporarily, for the `rejections`th time, is repeated, in milliseconds. */
export function retryDelay(
  { retryAfterMs }: Pick<ChatError, 'retryAfterMs'>,
  rejections: number,
  { retryMs, backoffCapMs }: Pick<ClientLimits, 'retryMs' | 'backoffCapMs'>,
): number {
  return (retryAfterMs ?? retryMs) + backoff(rejections, { baseMs: retryMs, capMs: backoffCapMs })
}
