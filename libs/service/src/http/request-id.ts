import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const REQUEST_ID_HEADER = 'x-request-id'

// As load balancers and tracing tools make them. Any other text could forge log lines, or flood them.
const wellFormed = /^[\w.:/+=@-]{1,128}$/

/** The request id that the client sent if it is well-formed, else a new one. */
export function requestIdOf(raw: Pick<IncomingMessage, 'headers'>): string {
  const given = raw.headers[REQUEST_ID_HEADER]
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID()
}
