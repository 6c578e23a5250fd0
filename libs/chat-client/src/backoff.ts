/**
 * A wait before the `attempt`-th try (from 1), in milliseconds: anywhere between nothing and a ceiling that doubles
 * with each attempt up to `capMs` ("full jitter"). The first retry is spread too: when a node goes, all its clients
 * come back at the same moment.
 */
export function backoff(
  attempt: number,
  bounds: { baseMs: number; capMs: number },
  random: () => number = Math.random,
): number {
  return random() * Math.min(bounds.capMs, bounds.baseMs * 2 ** (attempt - 1))
}
