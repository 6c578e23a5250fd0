import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import type { ChatConfig } from '../../config.ts'
import { problem } from '../../problems.ts'
import { TokenBucket } from '../../token-bucket.ts'

interface MemberRequests {
  bucket: TokenBucket
  inFlight: number
}

/** How often members without requests are evicted. */
const EVICTION_MS = 10_000
/** A request above the number that may run is worth repeating soon. */
const RETRY_AFTER_MS = 200

/**
 * Limits the HTTP requests of a member to this node: so many a second, and so many that run at the same time, so that one
 * account cannot take the database from all others. Every route of `http` needs a member.
 */
export function limitRequests(http: Http, config: ChatConfig): void {
  const byMember = new Map<number, MemberRequests>()
  const eviction = setInterval(() => {
    for (const [memberId, { bucket, inFlight }] of byMember) {
      if (inFlight === 0 && bucket.isFull) byMember.delete(memberId)
    }
  }, EVICTION_MS)
  eviction.unref()
  http.addHook('onClose', () => clearInterval(eviction))

  const counted = new WeakMap<FastifyRequest, MemberRequests>()
  http.addHook('preHandler', async (request) => {
    const { memberId } = request.member
    let requests = byMember.get(memberId)
    if (!requests) {
      const bucket = new TokenBucket(config.HTTP_REQUESTS_PER_SECOND, config.HTTP_REQUESTS_BURST)
      requests = { bucket, inFlight: 0 }
      byMember.set(memberId, requests)
    }
    requests.bucket.spend()
    if (requests.inFlight >= config.HTTP_REQUESTS_IN_FLIGHT) {
      throw problem('RATE_LIMITED', {
        detail: 'inFlight',
        requests: config.HTTP_REQUESTS_IN_FLIGHT,
        retryAfterMs: RETRY_AFTER_MS,
      })
    }
    requests.inFlight++
    counted.set(request, requests)
  })
  // Also for a request that was aborted: its statement still runs then, but the client cannot use that to exceed the limit,
  // since the connection is gone.
  http.addHook('onResponse', async (request) => {
    const requests = counted.get(request)
    if (requests) requests.inFlight--
  })
}
