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
