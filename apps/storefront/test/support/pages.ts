import type { IncomingMessage, ServerResponse } from 'node:http'

/** In the place of the built pages; says which trace it was told of. */
export const handler = ({ headers }: IncomingMessage, response: ServerResponse): void => {
  const { traceparent } = headers
  if (traceparent !== undefined) response.setHeader('x-traceparent', traceparent)
  response.end('page')
}
