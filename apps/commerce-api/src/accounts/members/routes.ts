import {
  AssignRole,
  FollowedOrders,
  IdPath,
  Member,
  MemberWithRole,
  MemberWithStatus,
  SuspendMember,
  UpdateMe,
  Withdraw,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, memberProblems, roleProblems } from '../../problems.ts'
import { clearRefreshCookie } from '../sessions/cookie.ts'
import { assignRole } from './assign-role.ts'
import { reinstate, suspend } from './suspend.ts'
import { getMe, updateMe } from './profile.ts'
import { withdraw } from './withdraw.ts'

export function memberRoutes(app: Http, context: Context): void {
  const requireMember = (request: FastifyRequest) => app.authenticate.requireMember(request)

  app.get(
    '/v1/me',
    {
      schema: { tags: ['members'], security: bearer, summary: 'Get my profile', response: { 200: Member } },
      config: { problems: [...memberProblems] },
      onRequest: requireMember,
    },
    (request) => getMe(context, request.member.memberId),
  )

  app.patch(
    '/v1/me',
    {
      schema: {
        tags: ['members'],
        security: bearer,
        summary: 'Change my name',
        description: 'Access tokens contain the previous name until they are refreshed.',
        body: UpdateMe,
        response: { 200: Member },
      },
      config: { problems: [...memberProblems] },
      onRequest: requireMember,
    },
    (request) => updateMe(context, request.member.memberId, request.body),
  )

  app.post(
    '/v1/me/withdraw',
    {
      schema: {
        tags: ['members'],
        security: bearer,
        summary: 'Withdraw from the shop permanently',
        description:
          'Personal data is erased and every session ends. With `confirm` also while orders are not finished: the response has a token that shows them. A POST, because the request needs the password and a DELETE has no reliable body.',
        body: Withdraw,
        response: { 200: FollowedOrders, 204: z.null() },
      },
      config: {
        problems: [
          ...memberProblems,
          'WRONG_PASSWORD',
          'PRODUCTS_ON_SALE',
          'SALES_UNFINISHED',
          'PURCHASES_UNFINISHED',
          'RATE_LIMITED',
        ],
      },
      onRequest: requireMember,
    },
    async (request, reply) => {
      const followed = await withdraw(context, request.member.memberId, request.body)
      clearRefreshCookie(reply, context.config)
      return followed ? reply.code(200).send(followed) : reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/admin/members/:id/role',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Change the role of a member (administrator)',
        description:
          'Ends the sessions of the member, whose access tokens are void within a second, here and in chat-server.',
        params: IdPath,
        body: AssignRole,
        response: { 200: MemberWithRole },
      },
      config: {
        problems: [...roleProblems, 'MEMBER_NOT_FOUND', 'OWN_ROLE', 'PRODUCTS_ON_SALE', 'SALES_UNFINISHED'],
      },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) =>
      assignRole(context, actorOf(request), { memberId: request.params.id, role: request.body.role }),
  )

  app.post(
    '/v1/admin/members/:id/suspend',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Suspend a member (administrator)',
        description:
          'Ends the sessions of the member. Access tokens are void within a second, here and in chat-server; signing in is rejected with ACCOUNT_SUSPENDED.',
        params: IdPath,
        body: SuspendMember,
        response: { 200: MemberWithStatus },
      },
      config: { problems: [...roleProblems, 'MEMBER_NOT_FOUND', 'OWN_ACCOUNT'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => suspend(context, { memberId: request.params.id, admin: actorOf(request) }, request.body),
  )

  app.post(
    '/v1/admin/members/:id/reinstate',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'End the suspension of a member (administrator)',
        params: IdPath,
        response: { 200: MemberWithStatus },
      },
      config: { problems: [...roleProblems, 'MEMBER_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => reinstate(context, { memberId: request.params.id, admin: actorOf(request) }),
  )
}
