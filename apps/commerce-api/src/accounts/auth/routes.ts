import type { KeyRing } from '@munova/auth'
import {
  CartHeaders,
  JwkSet,
  Refresh,
  Refreshed,
  SignedInOnDevice,
  SignIn,
  SignOut,
  SignOutEverywhere,
  SignUp,
} from '@munova/commerce-contract'
import { countedAddress, type Http } from '@munova/service'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { bearer, memberProblems } from '../../problems.ts'
import { countAttempts } from '../attempts/count.ts'
import { refreshes, signUps } from '../attempts/limits.ts'
import { AttemptPortions } from '../attempts/portions.ts'
import {
  clearRefreshCookie,
  deviceCookie,
  refreshCookie,
  setDeviceCookie,
  setRefreshCookie,
} from '../sessions/cookie.ts'
import { refresh } from './refresh.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { signOutEverywhere } from './sign-out-everywhere.ts'
import { signUp } from './sign-up.ts'

export interface AuthHooks {
  /** Merges the guest cart whose token came with the request into the cart of the member who has just signed in. */
  adoptGuestCart: (
    memberId: number,
    exchange: { request: FastifyRequest; reply: FastifyReply },
  ) => Promise<void>
}

export function authRoutes(app: Http, context: Context, { adoptGuestCart }: AuthHooks): void {
  const { config, log } = context
  const tokenRefreshes = new AttemptPortions(context)
  // A failed merge does not fail the sign-in: the client can merge later.
  const tryAdoptGuestCart: AuthHooks['adoptGuestCart'] = (memberId, exchange) =>
    adoptGuestCart(memberId, exchange).catch((error: unknown) =>
      log.warn({ err: error, memberId }, 'guest cart not merged'),
    )

  const setCookies = (reply: FastifyReply, { refreshToken, deviceToken }: SignedInOnDevice) => {
    setRefreshCookie(reply, config, refreshToken)
    setDeviceCookie(reply, config, deviceToken)
  }

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
        response: { 201: SignedInOnDevice },
      },
      config: { problems: ['EMAIL_TAKEN', 'RATE_LIMITED', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      await countAttempts(context, [signUps(config, countedAddress(request.ip))])
      const session = await signUp(context, request.body, { deviceToken: deviceCookie(request) })
      setCookies(reply, session)
      await tryAdoptGuestCart(session.member.id, { request, reply })
      return reply.code(201).header('location', '/v1/me').send(session)
    },
  )

  app.post(
    '/v1/auth/sign-in',
    {
      schema: {
        tags: ['auth'],
        summary: 'Sign in',
        description:
          'Ends the previous session of the same device. Failures are limited, for the account over all client addresses; a device on which the member has signed in before is not affected by failures elsewhere. The guest cart whose token the request carries is merged into the cart of the member.',
        headers: CartHeaders,
        body: SignIn,
        response: { 200: SignedInOnDevice },
      },
      config: { problems: ['WRONG_CREDENTIALS', 'ACCOUNT_SUSPENDED', 'RATE_LIMITED', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      const client = { address: countedAddress(request.ip), deviceToken: deviceCookie(request) }
      const session = await signIn(context, request.body, client)
      setCookies(reply, session)
      await tryAdoptGuestCart(session.member.id, { request, reply })
      return session
    },
  )

  app.post(
    '/v1/auth/refresh',
    {
      schema: {
        tags: ['auth'],
        summary: 'Exchange the refresh token for new tokens',
        description:
          'The token is in the body or, if absent there, in the cookie; the next one is returned the same way only. It is valid once: a repetition within 10 seconds, while the next one is not used, gets the same next one, and a later use ends the session.',
        body: Refresh,
        response: { 200: Refreshed },
      },
      config: { problems: ['REFRESH_INVALID', 'TOKEN_REUSED', 'RATE_LIMITED', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      await tokenRefreshes.count(refreshes(config, countedAddress(request.ip)))
      const { refreshToken: given } = request.body
      const { refreshToken, ...session } = await refresh(context, given ?? refreshCookie(request))
      // Whoever has it in the cookie must not have it where scripts can read it.
      if (given !== undefined) return { ...session, refreshToken }
      setRefreshCookie(reply, config, refreshToken)
      return session
    },
  )

  app.post(
    '/v1/auth/sign-out',
    {
      schema: {
        tags: ['auth'],
        summary: 'End the session of a refresh token',
        description: 'Succeeds without a token as well. Access tokens stay valid until they expire.',
        body: SignOut,
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

  app.post(
    '/v1/auth/sign-out-everywhere',
    {
      schema: {
        tags: ['auth'],
        security: bearer,
        summary: 'End all my sessions',
        description:
          'Access tokens, including that of this request, are void within a second, here and in chat-server.',
        body: SignOutEverywhere,
        response: { 204: z.null() },
      },
      config: { problems: [...memberProblems] },
      onRequest: app.authenticate.requireMember,
    },
    async (request, reply) => {
      await signOutEverywhere(context, request.member.memberId)
      clearRefreshCookie(reply, config)
      return reply.code(204).send(null)
    },
  )

  jwksRoute(app, context.keys)
}

/** Other services fetch the public keys here. Responses may be cached: a verifier fetches again for an unknown key id. */
function jwksRoute(app: Http, keys: KeyRing): void {
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        tags: ['auth'],
        summary: 'Get the public keys of access tokens (RFC 7517)',
        response: { 200: JwkSet },
      },
    },
    (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return { keys: keys.publicJwks().keys.map((key) => ({ ...key })) }
    },
  )
}
