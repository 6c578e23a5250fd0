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
    once?: true
  }
  interface FastifyRequest {
    /** Only in routes with `once`, elsewhere reading it is a mistake and throws. */
    readonly once: IdempotencyContext
    claimed: IdempotencyContext | undefined
  }
}

/** IETF draft: any string; here the ones that are printable and that an index takes. */
const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
/** Other headers are none of its business. */
const Headers = z.looseObject({ 'idempotency-key': IdempotencyKey })

const problems = ['IDEMPOTENCY_KEY_IN_USE', 'IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED'] as const
/** How long until a client may ask what became of the request under way. */
const RETRY_MS = 1_000

/** Gives routes with `config.once` their keys: call it before adding them. */
export function idempotency(app: Http, { sql, config, log }: Context): void {
  app.decorateRequest('claimed', undefined)
  app.decorateRequest('once', {
    getter(this: FastifyRequest) {
      if (!this.claimed) throw new TypeError('request.once is for routes with config.once')
      return this.claimed
    },
  })
  app.addHook('onRoute', (route) => {
    if (!route.config?.once) return
    route.schema = { ...route.schema, headers: Headers }
    route.config = { ...route.config, problems: [...(route.config.problems ?? []), ...problems] }
    route.preHandler = [route.preHandler ?? [], take].flat()
    route.onSend = [route.onSend ?? [], keep].flat()
  })

  async function take(request: FastifyRequest, reply: FastifyReply) {
    const { memberId } = request.member
    const key = String(request.headers['idempotency-key'])
    const { method, routeOptions, params, body } = request
    const found = await claim(
      sql,
      { memberId, key },
      {
        hash: hashOf([method, routeOptions.url, params, body]),
        leaseMs: config.IDEMPOTENCY_LEASE_MS,
        keepMs: config.IDEMPOTENCY_TTL_MS,
        keys: config.IDEMPOTENCY_KEYS_PER_MEMBER,
      },
    )
    switch (found.kind) {
      case 'mine':
        request.claimed = new IdempotencyContext({ memberId, key }, found.isCommitted)
        return
      case 'answered': {
        const { status, type, body: stored } = found.answer
        return reply.code(status).type(type).header('idempotent-replayed', 'true').send(stored)
      }
      case 'running':
        throw problem('IDEMPOTENCY_KEY_IN_USE', { retryAfterMs: RETRY_MS })
      case 'other-request':
        throw problem('IDEMPOTENCY_KEY_REUSED')
      case 'crowded':
        throw problem('RATE_LIMITED', {
          detail: 'idempotencyKeys',
          retryAfterMs: config.IDEMPOTENCY_TTL_MS,
        })
    }
  }

  /** What says "try again" is not the answer; everything else is, for as long as the key is kept. */
  async function keep(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
    const once = request.claimed
    if (!once || once.isResponseStored) return payload
    const isFinal = reply.statusCode < 500 && !reply.hasHeader('retry-after')
    const body = bytesOf(payload)
    try {
      if (!isFinal || !body) await once.release(sql)
      else {
        const type = String(reply.getHeader('content-type') ?? 'application/json')
        await once.store(sql, { status: reply.statusCode, type, body })
      }
    } catch (error) {
      // The key is free again when its lease ends; the effect is marked in any case.
      log.warn({ err: error, requestId: request.id }, 'the answer of a request is not kept')
    }
    return payload
  }
}

function bytesOf(payload: unknown): Buffer | undefined {
  if (typeof payload === 'string') return Buffer.from(payload)
  return Buffer.isBuffer(payload) ? payload : undefined
}
