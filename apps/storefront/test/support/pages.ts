import type { IncomingMessage, ServerResponse } from 'node:http'

/** In the place of the built pages. */
export const handler = (_request: IncomingMessage, response: ServerResponse): void => {
  response.end('page')
}
