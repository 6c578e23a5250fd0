import type { Http } from '@munova/service'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { problem } from '../problems.ts'
import type { Context } from '../context.ts'
import { claim, hashOf } from './claim.ts'
import { IdempotencyContext } from './context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route moves money or stock: it needs an Idempotency-Key, and runs once for each. Behind requireMember. */
    idempotent?: true
  }
  interface FastifyRequest {
    /** Only in routes with `config.idempotent`; elsewhere reading it throws. */
    readonly idempotency: IdempotencyContext
    claimed: IdempotencyContext | undefined
  }
}

/** IETF draft: any string; here the ones that are printable and that an index takes. */
const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
/** Loose: the other headers are not validated here. */
const Headers = z.looseObject({ 'idempotency-key': IdempotencyKey })

const problems = ['IDEMPOTENCY_KEY_IN_USE', 'IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED'] as const
/**
 * Statuses of responses that are not the outcome of the request, as those that say "try again" are not: the member has to
 * sign in, take a ticket or be permitted first, or slow down, and then repeats the same request.
 */
const asksForSomethingFirst: ReadonlySet<number> = new Set([401, 403, 408, 429])
/** How long a client waits before it repeats a request that is still running. */
const RETRY_AFTER_MS = 1_000

/** Gives routes with `config.idempotent` their keys: call it before adding them. */
export function idempotency(app: Http, { sql, config, log }: Context): void {
  app.decorateRequest('claimed', undefined)
  app.decorateRequest('idempotency', {
    getter(this: FastifyRequest) {
      if (!this.claimed) throw new TypeError('request.idempotency is for routes with config.idempotent')
      return this.claimed
    },
  })
  app.addHook('onRoute', (route) => {
    if (!route.config?.idempotent) return
    route.schema = { ...route.schema, headers: Headers }
    route.config = { ...route.config, problems: [...(route.config.problems ?? []), ...problems] }
    route.preHandler = [route.preHandler ?? [], claimKey].flat()
    route.onSend = [route.onSend ?? [], storeResponse].flat()
  })

  async function claimKey(request: FastifyRequest, reply: FastifyReply) {
    const { memberId } = request.member
    const key = String(request.headers['idempotency-key'])
    const { method, routeOptions, params, query, body } = request
    const result = await claim(
      sql,
      { memberId, key },
      {
        // Without a query as before, so that a repetition after a release is the same request.
        hash: hashOf([method, routeOptions.url, params, body, ...queried(query)]),
        leaseMs: config.IDEMPOTENCY_LEASE_MS,
        ttlMs: config.IDEMPOTENCY_TTL_MS,
        keysPerMember: config.IDEMPOTENCY_KEYS_PER_MEMBER,
      },
    )
    switch (result.kind) {
      case 'claimed':
        request.claimed = new IdempotencyContext({ memberId, key }, result.isCommitted)
        return
      case 'completed': {
        const { status, type, location, body: stored } = result.response
        if (location !== null) reply.header('location', location)
        return reply.code(status).type(type).header('idempotent-replayed', 'true').send(stored)
      }
      case 'running':
        throw problem('IDEMPOTENCY_KEY_IN_USE', { retryAfterMs: RETRY_AFTER_MS })
      case 'reused':
        throw problem('IDEMPOTENCY_KEY_REUSED')
      case 'quota-exceeded':
        throw problem('RATE_LIMITED', {
          detail: 'idempotencyKeys',
          retryAfterMs: config.IDEMPOTENCY_TTL_MS,
        })
    }
  }

  /** Stores every final response, for as long as the key lives. */
  async function storeResponse(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
    const { claimed } = request
    if (!claimed || claimed.isResponseStored) return payload
    const isFinal =
      !asksForSomethingFirst.has(reply.statusCode) &&
      reply.statusCode < 500 &&
      !reply.hasHeader('retry-after')
    const body = bytesOf(payload)
    try {
      if (!isFinal || !body) await claimed.release(sql)
      else {
        const type = String(reply.getHeader('content-type') ?? 'application/json')
        const location = reply.getHeader('location')?.toString() ?? null
        await claimed.store(sql, { status: reply.statusCode, type, location, body })
      }
    } catch (error) {
      // The key is free again when its lease ends; the effect is marked in any case.
      log.warn({ err: error, requestId: request.id }, 'the response to a request is not stored')
    }
    return payload
  }
}

const queried = (query: unknown) => (Object.keys(query ?? {}).length === 0 ? [] : [query])

function bytesOf(payload: unknown): Buffer | undefined {
  if (typeof payload === 'string') return Buffer.from(payload)
  return Buffer.isBuffer(payload) ? payload : undefined
}
