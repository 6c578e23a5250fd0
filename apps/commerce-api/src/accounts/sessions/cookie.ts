import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommerceConfig } from '../../config.ts'

/** Browsers keep the refresh token in this cookie: scripts cannot read it, and it is sent to the auth routes only. */
const REFRESH = 'refresh_token'
/** The same for the token of a known device, which stays after a sign-out. */
const DEVICE = 'device_token'
const PATH = '/v1/auth'
const DAY_SECONDS = 24 * 60 * 60

export function setRefreshCookie(reply: FastifyReply, config: CommerceConfig, token: string): void {
  reply.setCookie(REFRESH, token, { ...attributes(config), maxAge: config.REFRESH_TOKEN_SECONDS })
}

export function clearRefreshCookie(reply: FastifyReply, config: CommerceConfig): void {
  reply.clearCookie(REFRESH, attributes(config))
}

export function refreshCookie(request: FastifyRequest): string | undefined {
  return request.cookies[REFRESH]
}

export function setDeviceCookie(reply: FastifyReply, config: CommerceConfig, token: string): void {
  reply.setCookie(DEVICE, token, { ...attributes(config), maxAge: config.KNOWN_DEVICE_DAYS * DAY_SECONDS })
}

export function deviceCookie(request: FastifyRequest): string | undefined {
  return request.cookies[DEVICE]
}

function attributes(config: CommerceConfig) {
  const secure = config.NODE_ENV !== 'development'
  return { path: PATH, httpOnly: true, sameSite: 'strict', secure } as const
}
