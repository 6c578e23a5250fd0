import { normalizeIP } from '@fastify/rate-limit'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import type { CommerceConfig } from './config.ts'
import { problem } from './problems.ts'

/** IPv6 customers get a /64 and can change the rest of the address at will. */
const IPV6_CUSTOMER_BITS = 64

export type Limit = (request: FastifyRequest) => Promise<void>

/** The address as limits count it. */
export function addressOf(request: FastifyRequest): string {
  return normalizeIP(request.ip, IPV6_CUSTOMER_BITS)
}

/**
 * A preHandler that answers RATE_LIMITED after `max` requests with one key in a window. Counted in this process, in
 * bounded memory.
 */
export function limit(
  app: Http,
  config: CommerceConfig,
  { max, keyOf }: { max: number; keyOf: (request: FastifyRequest) => string },
): Limit {
  // A variable, since the declarations forget `cache`.
  const options = {
    max,
    timeWindow: config.RATE_WINDOW_MS,
    cache: config.RATE_ENTRIES,
    keyGenerator: keyOf,
  }
  const count = app.createRateLimit(options)
  return async (request) => {
    const state = await count(request)
    if (state.isAllowed || !state.isExceeded) return
    throw problem('RATE_LIMITED', { retryAfterMs: state.ttl })
  }
}
