import { ChangeEmail, MailedToken, RequestPasswordReset, ResetPassword } from '@munova/commerce-contract'
import { countedAddress, type Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { bearer, memberProblems } from '../../problems.ts'
import { requestPasswordReset, resetPassword } from './reset-password.ts'
import { changeEmail, requestEmailChange, requestVerification, verifyEmail } from './verify-email.ts'

/** What is done with mailed links. Their tokens travel in bodies only: URLs are logged, and sent on as Referer. */
export function mailRoutes(app: Http, context: Context): void {
  const response = { 204: z.null() }
  const accepted = { 202: z.null() }

  app.post(
    '/v1/auth/password-reset',
    {
      schema: {
        tags: ['auth'],
        summary: 'Ask for a mail with a link that resets the password',
        description: 'The response is the same whether or not a member has the address.',
        body: RequestPasswordReset,
        response: accepted,
      },
      config: { problems: ['RATE_LIMITED', 'MAIL_NOT_CONFIGURED', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      await requestPasswordReset(context, request.body.email, countedAddress(request.ip))
      return reply.code(202).send(null)
    },
  )

  app.post(
    '/v1/auth/password-reset/confirm',
    {
      schema: {
        tags: ['auth'],
        summary: 'Set a new password with the token of a mailed link',
        description:
          'The token is valid once. All sessions end, and access tokens are void within a second, here and in chat-server.',
        body: ResetPassword,
        response,
      },
      config: { problems: ['LINK_INVALID', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      await resetPassword(context, request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/auth/verify-email',
    {
      schema: {
        tags: ['auth'],
        summary: 'Verify the e-mail address with the token of a mailed link',
        body: MailedToken,
        response,
      },
      config: { problems: ['LINK_INVALID', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      await verifyEmail(context, request.body.token)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/auth/change-email',
    {
      schema: {
        tags: ['auth'],
        summary: 'Change the e-mail address with the token of a link that was mailed to the new one',
        description: 'The former address is informed.',
        body: MailedToken,
        response,
      },
      config: { problems: ['LINK_INVALID', 'EMAIL_TAKEN', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      await changeEmail(context, request.body.token)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/me/email',
    {
      schema: {
        tags: ['members'],
        security: bearer,
        summary: 'Ask for a mail to a new address, with a link that changes mine',
        body: ChangeEmail,
        response: accepted,
      },
      config: {
        problems: [...memberProblems, 'WRONG_PASSWORD', 'RATE_LIMITED', 'MAIL_NOT_CONFIGURED'],
      },
      onRequest: app.authenticate.requireMember,
    },
    async ({ member, body }, reply) => {
      await requestEmailChange(context, member.memberId, body)
      return reply.code(202).send(null)
    },
  )

  app.post(
    '/v1/me/email/verification',
    {
      schema: {
        tags: ['members'],
        security: bearer,
        summary: 'Ask for another mail with a link that verifies my address',
        description: 'Without effect once it is verified.',
        response: accepted,
      },
      config: { problems: [...memberProblems, 'RATE_LIMITED', 'MAIL_NOT_CONFIGURED'] },
      onRequest: app.authenticate.requireMember,
    },
    async ({ member }, reply) => {
      await requestVerification(context, member.memberId)
      return reply.code(202).send(null)
    },
  )
}
