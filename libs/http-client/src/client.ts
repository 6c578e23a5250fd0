import createClient, { type Client } from 'openapi-fetch'

/** Operations of a server by method and path, with the types of their parameters, body and answer. */
export type HttpClient<Paths extends object> = Client<Paths, 'application/json'>

export interface ClientOptions {
  /** URL of the server without a path; in a browser that of the page. */
  baseUrl: string
  /** Sent with every request. */
  headers?: Record<string, string>
  /** Milliseconds after which a request without an answer fails with UNAVAILABLE. */
  timeoutMs?: number
  fetch?: (request: Request) => Promise<Response>
}

/** Above the longest answer of the servers, which bound their own statements. */
const TIMEOUT_MS = 15_000

/** A client for the operations of `Paths`. Pass its answers through `outcomeOf`. */
export function httpClient<Paths extends object>(options: ClientOptions): HttpClient<Paths> {
  const { baseUrl, headers = {}, timeoutMs = TIMEOUT_MS, fetch: send = fetch } = options
  return createClient<Paths, 'application/json'>({
    baseUrl,
    headers,
    fetch: (request) =>
      send(
        new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]) }),
      ),
  })
}
