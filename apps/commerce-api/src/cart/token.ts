import { createHash, randomBytes } from 'node:crypto'
import { CartToken } from '@munova/commerce-contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommerceConfig } from '../config.ts'

/** Browsers keep the token in this cookie, which scripts cannot read; other clients send the header. */
const COOKIE = 'cart_token'
export const CART_HEADER = 'x-cart-token'

const TOKEN_BYTES = 32
const DAY_SECONDS = 24 * 60 * 60

export function makeCartToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** The database stores this hash. A slow hash is not needed because the token is random. */
export function hashCartToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The cart token in the request; the header takes precedence over the cookie. */
export function cartTokenOf(request: FastifyRequest): string | undefined {
  const token = CartToken.safeParse(request.headers[CART_HEADER] ?? request.cookies[COOKIE])
  return token.data
}

/** Sends the token as header and cookie. The cookie's lifetime, which starts again, is that of the cart. */
export function sendCartToken(reply: FastifyReply, config: CommerceConfig, token: string): void {
  const maxAge = config.GUEST_CART_DAYS * DAY_SECONDS
  reply.header(CART_HEADER, token).setCookie(COOKIE, token, { ...attributes(config), maxAge })
}

export function clearCartCookie(reply: FastifyReply, config: CommerceConfig): void {
  reply.clearCookie(COOKIE, attributes(config))
}

/** The path covers the whole API, since sign-in and sign-up read the cookie too. */
function attributes(config: CommerceConfig) {
  const secure = config.NODE_ENV !== 'development'
  return { path: '/v1', httpOnly: true, sameSite: 'strict', secure } as const
}
