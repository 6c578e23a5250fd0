import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const REQUEST_ID_HEADER = 'x-request-id'

// What balancers and tracing tools produce; anything else could forge log lines or fill them.
const wellFormed = /^[\w.:/+=@-]{1,128}$/

/** The caller's own id when it is well-formed, else a new one. */
export function requestIdOf(raw: Pick<IncomingMessage, 'headers'>): string {
  const given = raw.headers[REQUEST_ID_HEADER]
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID()
}
