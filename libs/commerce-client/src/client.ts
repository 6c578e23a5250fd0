import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './generated/operations.ts'

/** Every operation of commerce-api by method and path, with the types of its parameters, body and answer. */
export type CommerceClient = Client<paths, 'application/json'>

/** The schemas of commerce-api's contract by name: `CommerceSchemas['Order']`. */
export type CommerceSchemas = components['schemas']

export interface ClientOptions {
  /** URL of commerce-api without a path; in a browser that of the page. */
  baseUrl: string
  /** Sent with every request. */
  headers?: Record<string, string>
  /** Milliseconds after which a request without an answer fails with UNAVAILABLE. */
  timeoutMs?: number
  fetch?: (request: Request) => Promise<Response>
}

/** A little above the longest answer of commerce-api, which bounds its own statements. */
const TIMEOUT_MS = 15_000

/** A client of commerce-api. Pass its answers through `outcomeOf`. */
export function commerceClient(options: ClientOptions): CommerceClient {
  const { baseUrl, headers = {}, timeoutMs = TIMEOUT_MS, fetch: send = fetch } = options
  return createClient<paths, 'application/json'>({
    baseUrl,
    headers,
    fetch: (request) =>
      send(
        new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]) }),
      ),
  })
}
