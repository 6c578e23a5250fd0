import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { problem } from '../../problems.ts'
import { TokenBucket } from '../../token-bucket.ts'
import type { RoomsContext } from './context.ts'

interface MemberRequests {
  bucket: TokenBucket
  inFlight: number
}

/** The requests of members to this node. */
export class MemberRequestQuotas {
  readonly byMember = new Map<number, MemberRequests>()
  readonly #onRequest: (memberId: number) => void

  /** `onRequest` is told of each request that a member makes here. */
  constructor(onRequest: (memberId: number) => void) {
    this.#onRequest = onRequest
  }

  /** Throws RATE_LIMITED. */
  spend(memberId: number, { bucket }: MemberRequests): void {
    bucket.spend()
    this.#onRequest(memberId)
  }

  /** Takes from the quota of a member who is known here the requests that they have made to another node. */
  debit(memberId: number, requests: number): void {
    this.byMember.get(memberId)?.bucket.debit(requests)
  }
}

/** How often members without requests are evicted. */
const EVICTION_MS = 10_000
/** A request above the number that may run is worth repeating soon. */
const RETRY_AFTER_MS = 200

/**
 * Limits the HTTP requests of a member: so many a second to all nodes, and so many that run at the same time on this one, so that one
 * account cannot take the database from all others. Every route of `http` needs a member.
 */
export function limitRequests(http: Http, { config, memberRequests }: RoomsContext): void {
  const { byMember } = memberRequests
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
    memberRequests.spend(memberId, requests)
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
