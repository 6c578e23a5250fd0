import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { serviceProblem } from '@munova/service'
import type { Identity, Role } from './tokens.ts'
import { AuthError, type Verifier } from './verifier.ts'

// The verifier reads its keys again after 5 s at the latest.
const KEYS_RETRY_MS = 5_000

/** Put these in a route's `onRequest` (before its body is read) or `preHandler`. */
export interface Guard {
  /** 401 without a valid access token; afterwards `request.member` is who asks. */
  requireMember: (request: FastifyRequest) => Promise<void>
  /** As requireMember, and 403 unless the member has one of the roles. */
  requireRole: (...roles: readonly Role[]) => (request: FastifyRequest) => Promise<void>
  /** For routes that answer everybody: no token is fine (`request.visitor` stays undefined), a bad one is 401. */
  admitVisitor: (request: FastifyRequest) => Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    authenticate: Guard
  }
  interface FastifyRequest {
    /** Who asks; only behind requireMember or requireRole, elsewhere reading it is a mistake and throws. */
    readonly member: Identity
    /** Who asks, if anybody is known to. */
    visitor: Identity | undefined
  }
}

/** Adds `app.authenticate`, `request.member` and `request.visitor`; answers the same hooks. Call it before adding routes. */
export function guard(app: FastifyInstance, verifier: Verifier): Guard {
  const admitVisitor = async (request: FastifyRequest) => {
    const header = request.headers.authorization
    if (header === undefined || request.visitor) return
    const token = /^Bearer +(\S+)$/i.exec(header)?.[1]
    if (!token) throw serviceProblem('UNAUTHENTICATED', { detail: 'notBearer' })
    request.visitor = await verifier.verify(token).catch((error: unknown) => {
      throw refusal(error)
    })
  }
  const requireMember = async (request: FastifyRequest) => {
    await admitVisitor(request)
    if (!request.visitor) throw serviceProblem('UNAUTHENTICATED')
  }
  const requireRole = (...roles: readonly Role[]) => {
    const hook = async (request: FastifyRequest) => {
      await requireMember(request)
      if (!roles.includes(request.member.role)) throw serviceProblem('FORBIDDEN')
    }
    meaning.set(hook, { security: [{ bearer: [] }], problems: [...tokenProblems, 'FORBIDDEN'] })
    return hook
  }
  const meaning = new WeakMap<object, Meaning>([
    [admitVisitor, { security: [{ bearer: [] }, {}], problems: tokenProblems }],
    [requireMember, { security: [{ bearer: [] }], problems: tokenProblems }],
  ])
  const hooks: Guard = { admitVisitor, requireMember, requireRole }

  app.decorateRequest('visitor', undefined)
  app.decorateRequest('member', {
    getter(this: FastifyRequest) {
      if (!this.visitor)
        throw new TypeError('request.member is for routes behind requireMember or requireRole')
      return this.visitor
    },
  })
  app.decorate('authenticate', hooks)
  app.addHook('onRoute', (route) => {
    for (const hook of [route.onRequest, route.preHandler].flat()) {
      const means = hook && meaning.get(hook)
      if (means) describe(route, means)
    }
  })
  return hooks
}

const tokenProblems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED']

/** What a hook of ours says about the routes that carry it, for the reference. */
interface Meaning {
  security: { bearer?: string[] }[]
  problems: readonly string[]
}

function describe(route: RouteOptions, { security, problems }: Meaning): void {
  route.schema = { security, ...route.schema }
  route.config = { ...route.config, problems: [...(route.config?.problems ?? []), ...problems] }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof AuthError)) return error
  if (error.code === 'KEYS_UNAVAILABLE') {
    return serviceProblem('UNAVAILABLE', { cause: error, retryAfterMs: KEYS_RETRY_MS })
  }
  return serviceProblem(error.code === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED')
}
