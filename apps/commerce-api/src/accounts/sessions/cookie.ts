import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommerceConfig } from '../../config.ts'

/** Browsers keep the refresh token in this cookie: scripts cannot read it, and it is sent to the auth routes only. */
const NAME = 'refresh_token'
const PATH = '/v1/auth'

export function setRefreshCookie(reply: FastifyReply, config: CommerceConfig, token: string): void {
  reply.setCookie(NAME, token, { ...attributes(config), maxAge: config.REFRESH_TOKEN_SECONDS })
}

export function clearRefreshCookie(reply: FastifyReply, config: CommerceConfig): void {
  reply.clearCookie(NAME, attributes(config))
}

export function refreshCookie(request: FastifyRequest): string | undefined {
  return request.cookies[NAME]
}

function attributes(config: CommerceConfig) {
  const secure = config.NODE_ENV !== 'development'
  return { path: PATH, httpOnly: true, sameSite: 'strict', secure } as const
}
