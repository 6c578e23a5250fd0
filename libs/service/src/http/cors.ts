import cors from '@fastify/cors'
import type { Http } from './server.ts'
import { REQUEST_ID_HEADER } from './request-id.ts'

/** Which pages of other origins may use a server, and what they may read. */
export interface CorsOptions {
  /** Origins whose pages may call the server. */
  origins: readonly string[]
  /** Whether browsers send cookies and keep those of responses. */
  credentials?: boolean
  /** Headers that the app sends and scripts may read, besides those of every server. */
  exposedHeaders?: readonly string[]
}

// The default of @fastify/cors is GET, HEAD and POST, those that need no preflight.
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Scripts may read only a few headers unless they are named here. */
const exposedHeaders = ['location', 'retry-after', REQUEST_ID_HEADER]
/** How long a browser may reuse the response to a preflight. Chromium does so for two hours at most. */
const MAX_AGE_SECONDS = 600

/**
 * Lets pages of `origins` call all routes. A preflight permits the headers that it asks for: a list of our own would only
 * block the harmless ones, such as those of tracing.
 */
export function addCors(app: Http, options: CorsOptions): void {
  // Called and not registered, so that its hook comes before those that are added after this call.
  cors(
    app,
    {
      origin: [...options.origins],
      credentials: options.credentials ?? false,
      methods,
      exposedHeaders: [...exposedHeaders, ...(options.exposedHeaders ?? [])],
      maxAge: MAX_AGE_SECONDS,
    },
    (error) => {
      if (error) throw error
    },
  )
}
