import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { serviceProblem } from '@munova/service'
import type { Identity, Role } from './tokens.ts'
import { AuthError, type Verifier } from './verifier.ts'

// The verifier tries to read its keys again after at most 5 s.
const KEYS_RETRY_MS = 5_000

/** Put these in a route's `onRequest` (before its body is read) or `preHandler`. */
export interface Guard {
  /** 401 without a valid access token; sets `request.member`. */
  requireMember: (request: FastifyRequest) => Promise<void>
  /** As requireMember, and 403 unless the member has one of the roles. */
  requireRole: (...roles: readonly Role[]) => (request: FastifyRequest) => Promise<void>
  /** For public routes: sets `request.visitor` if there is a token; an invalid one is 401. */
  admitVisitor: (request: FastifyRequest) => Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    authenticate: Guard
  }
  interface FastifyRequest {
    /** The authenticated member. Throws on routes without requireMember or requireRole. */
    readonly member: Identity
    /** The member, if the request has a token. */
    visitor: Identity | undefined
  }
}

/** Adds `app.authenticate`, `request.member` and `request.visitor`, and returns the hooks. Call it before adding routes. */
export function guard(app: FastifyInstance, verifier: Verifier): Guard {
  const admitVisitor = async (request: FastifyRequest) => {
    const header = request.headers.authorization
    if (header === undefined || request.visitor) return
    const token = /^Bearer +(\S+)$/i.exec(header)?.[1]
    if (!token) throw serviceProblem('UNAUTHENTICATED', { detail: 'notBearer' })
    request.visitor = await verifier.verify(token).catch((error: unknown) => {
      throw toProblem(error)
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
    hookDocs.set(hook, { security: [{ bearer: [] }], problems: [...tokenProblems, 'FORBIDDEN'] })
    return hook
  }
  const hookDocs = new WeakMap<object, RouteDocs>([
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
  // The body may arrive long after the headers, and the token may have become void meanwhile.
  app.addHook('preHandler', async ({ visitor }) => {
    if (visitor && verifier.isRevoked(visitor)) throw serviceProblem('UNAUTHENTICATED')
  })
  app.addHook('onRoute', (route) => {
    for (const hook of [route.onRequest, route.preHandler].flat()) {
      const docs = hook && hookDocs.get(hook)
      if (docs) describe(route, docs)
    }
  })
  return hooks
}

const tokenProblems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED']

/** What a hook adds to the OpenAPI description of its routes. */
interface RouteDocs {
  security: { bearer?: string[] }[]
  problems: readonly string[]
}

function describe(route: RouteOptions, { security, problems }: RouteDocs): void {
  route.schema = { security, ...route.schema }
  route.config = { ...route.config, problems: [...(route.config?.problems ?? []), ...problems] }
}

function toProblem(error: unknown): unknown {
  if (!(error instanceof AuthError)) return error
  if (error.code === 'KEYS_UNAVAILABLE') {
    return serviceProblem('UNAVAILABLE', { cause: error, retryAfterMs: KEYS_RETRY_MS })
  }
  return serviceProblem(error.code === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED')
}
