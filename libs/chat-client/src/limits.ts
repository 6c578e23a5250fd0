/** All timeouts and bounds of a client, with their defaults. Times in milliseconds. */
export const clientLimits = {
  /** Time limit for getting a token, and for connecting and signing in. */
  connectTimeoutMs: 15_000,
  /** A connection that lasted this long resets the count of failures. */
  settleMs: 10_000,
  backoffBaseMs: 1_000,
  backoffCapMs: 30_000,

  /**
   * After this time without any frame the server is pinged. With `pingTimeoutMs` and the first delay an idle client leaves a
   * frozen node within 10 s.
   */
  silenceMs: 5_500,
  /** Without any frame for this long after a ping the connection is dead: a ping waits for nothing in the server. */
  pingTimeoutMs: 3_500,
  /**
   * With a request pending and no frame for this long, the connection is dead. Longer than the 10 s after which the
   * server itself gives up on a send.
   */
  responseTimeoutMs: 15_000,
  /** After so many answers with UNAVAILABLE in a row the client leaves the node: its database may be away, another's not. */
  unavailableAnswers: 5,
  /** Time limit of a single request while other frames arrive; then the client reconnects. */
  requestTimeoutMs: 60_000,

  /** How long before its expiry a token is refreshed; halfway for tokens with less than twice this lifetime. */
  refreshBeforeMs: 60_000,
  /** Minimum time between two refreshes, also after failures and with a wrong local clock. */
  refreshMinMs: 5_000,

  /** Bound of unanswered send, read and history requests; one more is rejected with TOO_MANY_UNANSWERED. */
  unanswered: 200,
  /** Delay before retrying a temporarily rejected request without `retryAfterMs`. */
  retryMs: 1_000,
  /** Minimum time between two typing notifications in a room; the server drops more frequent ones. */
  typingMs: 2_000,
  /** How long `close()` waits for the peer's close frame. */
  closeTimeoutMs: 2_000,
}
export type ClientLimits = typeof clientLimits
