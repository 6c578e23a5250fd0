import { ChangePassword, SessionList, SessionPath, SignedIn } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { bearer, memberProblems } from '../../problems.ts'
import { setRefreshCookie } from '../sessions/cookie.ts'
import { endSession, listSessions } from '../sessions/list.ts'
import { changePassword } from './change-password.ts'

/** What a signed-in member does with the own password and sessions. */
export function sessionRoutes(app: Http, context: Context): void {
  const documented = { tags: ['auth'], security: bearer }
  const onRequest = app.authenticate.requireMember

  app.get(
    '/v1/auth/sessions',
    {
      schema: { ...documented, summary: 'List my sessions', response: { 200: SessionList } },
      config: { problems: memberProblems },
      onRequest,
    },
    async ({ member }) => ({ items: await listSessions(context.sql, member), nextCursor: null }),
  )

  app.delete(
    '/v1/auth/sessions/:id',
    {
      schema: {
        ...documented,
        summary: 'End one of my sessions',
        description: 'Its access token stays valid until it expires, as after a sign-out.',
        params: SessionPath,
        response: { 204: z.null() },
      },
      config: { problems: [...memberProblems, 'SESSION_NOT_FOUND'] },
      onRequest,
    },
    async ({ member, params }, reply) => {
      await endSession(context.sql, member.memberId, params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/auth/password',
    {
      schema: {
        ...documented,
        summary: 'Change my password',
        description:
          'Ends all other sessions: access tokens from before are void within a second, here and in chat-server. This session continues with the tokens of the response; browsers also get the refresh token as a cookie.',
        body: ChangePassword,
        response: { 200: SignedIn },
      },
      config: { problems: [...memberProblems, 'WRONG_PASSWORD', 'RATE_LIMITED'] },
      onRequest,
    },
    async ({ member, body }, reply) => {
      const session = await changePassword(context, member, body)
      setRefreshCookie(reply, context.config, session.refreshToken)
      return session
    },
  )
}
