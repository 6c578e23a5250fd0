/** Every wait and bound of a client, with its default. Times in milliseconds. */
export const clientLimits = {
  /** For a token, a connection and being signed in, each; then it counts as a failure. */
  connectTimeoutMs: 15_000,
  /** A connection that lived this long was a good one: the next failure is the first again. */
  settleMs: 10_000,
  backoffBaseMs: 1_000,
  backoffCapMs: 30_000,

  /** Nothing arrived for so long: the server is asked for a sign of life. */
  silenceMs: 25_000,
  /**
   * Something was asked and nothing at all arrived for so long: the link is dead. More than the 10 s after which the
   * server gives up on a send itself.
   */
  answerTimeoutMs: 15_000,
  /** One request is not answered for so long although other things arrive: another connection may do better. */
  requestTimeoutMs: 60_000,

  /** A new token is asked for so long before the old one expires; halfway when it lives less than twice that. */
  refreshBeforeMs: 60_000,
  /** Least wait between two refreshes, whatever the clock says and however they fail. */
  refreshMinMs: 5_000,

  /** Sends, reads and history questions that wait for their answer; one more is refused TOO_MANY_UNANSWERED. */
  unanswered: 200,
  /** Wait before the repetition of a request that was refused for now without a `retryAfterMs`. */
  retryMs: 1_000,
  /** Least wait between two hints that the member types in a room; the server leaves out what is more. */
  typingMs: 2_000,
  /** How long `close()` waits for the peer's close frame. */
  closeTimeoutMs: 2_000,
}
export type ClientLimits = typeof clientLimits
