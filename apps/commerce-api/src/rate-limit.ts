import { normalizeIP } from '@fastify/rate-limit'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import type { CommerceConfig } from './config.ts'
import { problem } from './problems.ts'

/** An IPv6 customer gets a /64 network and chooses the rest of the address freely. */
const IPV6_CUSTOMER_BITS = 64

export type RateLimit = (request: FastifyRequest) => Promise<void>

/** The client's address as rate limits count it: an IPv6 address by its /64 network. */
export function addressOf(request: FastifyRequest): string {
  return normalizeIP(request.ip, IPV6_CUSTOMER_BITS)
}

/**
 * A preHandler that rejects with RATE_LIMITED after `max` requests with the same key in a window of RATE_WINDOW_MS. It
 * counts in this process only, and at most RATE_ENTRIES keys.
 */
export function rateLimit(
  app: Http,
  config: CommerceConfig,
  { max, keyOf }: { max: number; keyOf: (request: FastifyRequest) => string },
): RateLimit {
  // In a variable, because the type declarations of the plugin lack `cache`.
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
