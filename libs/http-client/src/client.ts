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
    fetch: (request) => answerWithin(timeoutMs, request, send),
  })
}

/**
 * The whole answer within this time, or a TimeoutError. The timer ends with the answer: a signal of `AbortSignal.timeout` would keep
 * the request and all that belongs to it until its time is over, which is the memory of thousands of requests.
 */
async function answerWithin(
  timeoutMs: number,
  request: Request,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  const ended = new AbortController()
  const timer = setTimeout(
    () => ended.abort(new DOMException('no answer in time', 'TimeoutError')),
    timeoutMs,
  )
  const giveUp = () => ended.abort(request.signal.reason)
  if (request.signal.aborted) giveUp()
  request.signal.addEventListener('abort', giveUp)
  try {
    const response = await send(new Request(request, { signal: ended.signal }))
    const { status, statusText } = response
    const body = response.body && (await response.arrayBuffer())
    return new Response(body, { status, statusText, headers: response.headers })
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', giveUp)
  }
}
