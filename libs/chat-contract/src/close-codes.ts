/**
 * Why the server closes a live connection. 4000–4499: reconnect and resume with `after`.
 * 4500–4999: do not reconnect without a change on the client's side.
 */
export const closeCodes = {
  GOING_AWAY: { code: 4000, reason: 'The server is restarting; reconnect and resume' },
  TOKEN_EXPIRED: {
    code: 4001,
    reason: 'The access token has expired; get a new one, reconnect and resume',
  },
  SLOW_READER: { code: 4002, reason: 'The client reads too slowly; reconnect and resume' },
  IDLE: { code: 4003, reason: 'The client did not respond in time; reconnect and resume' },
  UNAVAILABLE: { code: 4004, reason: 'Access tokens cannot be verified at the moment; reconnect later' },
  REFUSED: { code: 4005, reason: 'STOMP: a request was rejected, see the ERROR frame; reconnect and resume' },
  // Whoever is late may have met a node that was frozen or overloaded, and signs in elsewhere.
  AUTH_TIMEOUT: { code: 4006, reason: 'No access token arrived in time; reconnect and sign in' },
  MALFORMED: { code: 4500, reason: 'A frame violates the protocol' },
  UNAUTHENTICATED: { code: 4501, reason: 'The access token is not valid' },
  REPLACED: {
    code: 4503,
    reason: 'The member exceeded the maximum number of connections; this was the oldest',
  },
  ACCOUNT_CLOSED: { code: 4504, reason: 'The member has withdrawn' },
  ACCOUNT_SUSPENDED: { code: 4505, reason: 'The account is suspended' },
  SIGNED_OUT: {
    code: 4506,
    reason: 'The member has signed out everywhere or has another role; sign in again',
  },
} as const satisfies Record<string, { code: number; reason: string }>

export type CloseName = keyof typeof closeCodes

/** Whether a client that was closed with `code` should reconnect. Network failures (1006 and the like) count as yes. */
export function mayReconnect(code: number): boolean {
  if (code >= 4500 && code <= 4999) return false
  // 1002 protocol error, 1003 unsupported data, 1007 bad UTF-8, 1008 policy, 1009 frame too large: the client's fault.
  return ![1002, 1003, 1007, 1008, 1009].includes(code)
}
