import { createHash, randomBytes } from 'node:crypto'
import { CartToken } from '@munova/commerce-contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommerceConfig } from '../config.ts'

/** Browsers keep the token where no script sees it; other clients send the header. */
const COOKIE = 'cart_token'
export const CART_HEADER = 'x-cart-token'

const TOKEN_BYTES = 32
const DAY_SECONDS = 24 * 60 * 60

export function makeCartToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** What the database keeps of a token. The token is random, so that a slow hash is needless. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The token that came with the request; a header is more on purpose than a cookie. */
export function cartTokenOf(request: FastifyRequest): string | undefined {
  const token = CartToken.safeParse(request.headers[CART_HEADER] ?? request.cookies[COOKIE])
  return token.data
}

export function answerCartToken(reply: FastifyReply, config: CommerceConfig, token: string): void {
  const maxAge = config.GUEST_CART_DAYS * DAY_SECONDS
  reply.header(CART_HEADER, token).setCookie(COOKIE, token, { ...attributes(config), maxAge })
}

export function clearCartCookie(reply: FastifyReply, config: CommerceConfig): void {
  reply.clearCookie(COOKIE, attributes(config))
}

/** For all of the API, since signing in looks at the cart too. */
function attributes(config: CommerceConfig) {
  const secure = config.NODE_ENV !== 'development'
  return { path: '/v1', httpOnly: true, sameSite: 'strict', secure } as const
}
