import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serviceProblem } from '@munova/service'
import type { Identity, Role } from './tokens.ts'
import { AuthError, type Verifier } from './verifier.ts'

/** Put these in a route's `onRequest` (before its body is read) or `preHandler`. */
export interface Guard {
  /** 401 without a valid access token; afterwards `request.member` is who asks. */
  requireMember(request: FastifyRequest): Promise<void>
  /** As requireMember, and 403 unless the member has one of the roles. */
  requireRole(...roles: readonly Role[]): (request: FastifyRequest) => Promise<void>
  /** For routes that answer everybody: no token is fine (`request.visitor` stays undefined), a bad one is 401. */
  admitVisitor(request: FastifyRequest): Promise<void>
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

/** Adds `app.authenticate`, `request.member` and `request.visitor`; answers the same hooks. */
export function guard(app: FastifyInstance, verifier: Verifier): Guard {
  const admitVisitor = async (request: FastifyRequest) => {
    const header = request.headers.authorization
    if (header === undefined) return
    const token = /^Bearer +(\S+)$/i.exec(header)?.[1]
    if (!token) throw serviceProblem('UNAUTHENTICATED')
    request.visitor = await verifier.verify(token).catch((error: unknown) => {
      if (!(error instanceof AuthError)) throw error
      if (error.code === 'KEYS_UNAVAILABLE') throw serviceProblem('UNAVAILABLE', undefined, { cause: error })
      throw serviceProblem(error.code === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED')
    })
  }
  const requireMember = async (request: FastifyRequest) => {
    await admitVisitor(request)
    if (!request.visitor) throw serviceProblem('UNAUTHENTICATED')
  }
  const requireRole =
    (...roles: readonly Role[]) =>
    async (request: FastifyRequest) => {
      await requireMember(request)
      if (!roles.includes(request.member.role)) throw serviceProblem('FORBIDDEN')
    }
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
  return hooks
}
