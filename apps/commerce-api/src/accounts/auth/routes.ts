import type { KeyRing } from '@munova/auth'
import { CartHeaders, Refresh, SignedIn, SignIn, SignOut, SignUp } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { takeOverCart } from '../../cart/take-over.ts'
import type { Context } from '../../context.ts'
import { clearRefreshCookie, refreshCookie, setRefreshCookie } from '../sessions/cookie.ts'
import { addressOf, limit } from '../../rate-limit.ts'
import { refresh } from './refresh.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { signUp } from './sign-up.ts'

export function authRoutes(app: Http, context: Context): void {
  const { config } = context
  const signUpLimit = limit(app, config, { max: config.SIGN_UPS_PER_ADDRESS, keyOf: addressOf })
  const addressLimit = limit(app, config, { max: config.SIGN_INS_PER_ADDRESS, keyOf: addressOf })
  const accountLimit = limit(app, config, { max: config.SIGN_INS_PER_ACCOUNT, keyOf: accountOf })
  const refreshLimit = limit(app, config, { max: config.REFRESHES_PER_ADDRESS, keyOf: addressOf })
  // Who is signed in stays so: the cart can be merged later.
  const bringCart = (memberId: number, exchange: Parameters<typeof takeOverCart>[2]) =>
    takeOverCart(context, memberId, exchange).catch((error: unknown) =>
      context.log.warn({ err: error, memberId }, 'guest cart not merged'),
    )

  app.post(
    '/v1/auth/sign-up',
    {
      schema: {
        tags: ['auth'],
        summary: 'Sign up',
        description:
          'A new member has the role BUYER and is signed in. Browsers also get the refresh token as a cookie. The guest cart whose token the request carries becomes the cart of the member.',
        headers: CartHeaders,
        body: SignUp,
        response: { 201: SignedIn },
      },
      config: { problems: ['EMAIL_TAKEN', 'RATE_LIMITED', 'UNAVAILABLE'] },
      preHandler: signUpLimit,
    },
    async (request, reply) => {
      const answer = await signUp(context, request.body)
      setRefreshCookie(reply, config, answer.refreshToken)
      await bringCart(answer.member.id, { request, reply })
      return reply.code(201).send(answer)
    },
  )

  app.post(
    '/v1/auth/sign-in',
    {
      schema: {
        tags: ['auth'],
        summary: 'Sign in',
        description:
          'Ends the previous session of the same device. The guest cart whose token the request carries is merged into the cart of the member.',
        headers: CartHeaders,
        body: SignIn,
        response: { 200: SignedIn },
      },
      config: { problems: ['WRONG_CREDENTIALS', 'RATE_LIMITED', 'UNAVAILABLE'] },
      preHandler: [addressLimit, accountLimit],
    },
    async (request, reply) => {
      const answer = await signIn(context, request.body)
      setRefreshCookie(reply, config, answer.refreshToken)
      await bringCart(answer.member.id, { request, reply })
      return answer
    },
  )

  app.post(
    '/v1/auth/refresh',
    {
      schema: {
        tags: ['auth'],
        summary: 'Exchange the refresh token for new tokens',
        description:
          'The token is in the body or, if absent there, in the cookie. It is valid once: a second use, even a concurrent one, ends the session.',
        body: Refresh.default({}),
        response: { 200: SignedIn },
      },
      config: { problems: ['REFRESH_INVALID', 'TOKEN_REUSED', 'RATE_LIMITED', 'UNAVAILABLE'] },
      preHandler: refreshLimit,
    },
    async (request, reply) => {
      const answer = await refresh(context, request.body.refreshToken ?? refreshCookie(request))
      setRefreshCookie(reply, config, answer.refreshToken)
      return answer
    },
  )

  app.post(
    '/v1/auth/sign-out',
    {
      schema: {
        tags: ['auth'],
        summary: 'End the session of a refresh token',
        description: 'Succeeds without a token as well. Access tokens stay valid until they expire.',
        body: SignOut.default({}),
        response: { 204: z.null() },
      },
      config: { problems: ['UNAVAILABLE'] },
    },
    async (request, reply) => {
      await signOut(context.sql, request.body.refreshToken ?? refreshCookie(request))
      clearRefreshCookie(reply, config)
      return reply.code(204).send(null)
    },
  )

  jwksRoute(app, context.keys)
}

/** Where other services get the public keys. A verifier that meets an unknown key id asks again, so caching is safe. */
function jwksRoute(app: Http, keys: KeyRing): void {
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        tags: ['auth'],
        summary: 'Get the public keys of access tokens (RFC 7517)',
        response: { 200: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) },
      },
    },
    (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return { keys: keys.publicJwks().keys.map((key) => ({ ...key })) }
    },
  )
}

/** Tries from other addresses do not lock the owner of an account out. */
function accountOf(request: FastifyRequest): string {
  const { body } = request
  const email = typeof body === 'object' && body !== null && 'email' in body ? String(body.email) : ''
  return `${addressOf(request)} ${email}`
}
