import { type Http, untilAnswered } from '@munova/service'
import type { ChatConfig } from '../../config.ts'
import { problem } from '../../problems.ts'
import { TokenBucket } from '../../token-bucket.ts'
import type { RoomsContext } from './context.ts'

interface InFlight {
  inFlight: number
}

interface MemberRequests extends InFlight {
  bucket: TokenBucket
}

/** How often members without requests are evicted. */
const EVICTION_MS = 10_000
/** A request above the number that may run is worth repeating soon. */
const RETRY_AFTER_MS = 200

/** Counts a request until the returned function is called. Throws RATE_LIMITED when so many run. */
function start(of: InFlight, requests: number): () => void {
  if (of.inFlight >= requests)
    throw problem('RATE_LIMITED', { detail: 'inFlight', requests, retryAfterMs: RETRY_AFTER_MS })
  of.inFlight++
  return () => void of.inFlight--
}

/** The HTTP requests of members to this node. */
export class MemberRequestQuotas {
  readonly #config: ChatConfig
  readonly #onRequest: (memberId: number) => void
  readonly #byMember = new Map<number, MemberRequests>()

  /** `onRequest` is told of each request that a member makes here. */
  constructor(config: ChatConfig, onRequest: (memberId: number) => void) {
    this.#config = config
    this.#onRequest = onRequest
  }

  /** Counts a request until the returned function is called. Throws RATE_LIMITED. */
  begin(memberId: number): () => void {
    const member = this.#of(memberId)
    member.bucket.spend()
    this.#onRequest(memberId)
    return start(member, this.#config.HTTP_REQUESTS_IN_FLIGHT)
  }

  /** Takes from the quota of a member who is known here the requests that they have made to another node. */
  debit(memberId: number, requests: number): void {
    this.#byMember.get(memberId)?.bucket.debit(requests)
  }

  /** Evicts members without requests once their quotas are full again. */
  sweep(): void {
    for (const [memberId, { bucket, inFlight }] of this.#byMember) {
      if (inFlight === 0 && bucket.isFull) this.#byMember.delete(memberId)
    }
  }

  #of(memberId: number): MemberRequests {
    const known = this.#byMember.get(memberId)
    if (known) return known
    const { HTTP_REQUESTS_PER_SECOND, HTTP_REQUESTS_BURST } = this.#config
    const added = { bucket: new TokenBucket(HTTP_REQUESTS_PER_SECOND, HTTP_REQUESTS_BURST), inFlight: 0 }
    this.#byMember.set(memberId, added)
    return added
  }
}

/**
 * Limits the HTTP requests of a member: so many a second to all nodes, and so many that run at the same time on this one, so that one
 * account cannot take the database from all others. Guests, who have no account, share what runs at the same time.
 */
export function limitRequests(http: Http, { memberRequests, config }: RoomsContext): void {
  const eviction = setInterval(() => memberRequests.sweep(), EVICTION_MS)
  eviction.unref()
  http.addHook('onClose', () => clearInterval(eviction))

  const guests: InFlight = { inFlight: 0 }
  // Of a request that was aborted the statement still runs until there is an answer.
  const counted = untilAnswered(http, ({ visitor }) =>
    visitor ? memberRequests.begin(visitor.memberId) : start(guests, config.GUEST_REQUESTS_IN_FLIGHT),
  )
  http.addHook('preHandler', counted.begin)
}
