import { FindMembersQuery, FoundMemberPage, IdPath, MemberDetail } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { findMembers, getMember } from './find.ts'

/** What an administrator reads of members. */
export function findMemberRoutes(app: Http, context: Context): void {
  const documented = { tags: ['admin'], security: bearer }
  const onRequest = app.authenticate.requireRole('ADMIN')

  app.get(
    '/v1/admin/members',
    {
      schema: {
        ...documented,
        summary: 'Find members (administrator)',
        querystring: FindMembersQuery,
        response: { 200: FoundMemberPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => findMembers(context, request.query),
  )

  app.get(
    '/v1/admin/members/:id',
    {
      schema: {
        ...documented,
        summary: 'Get any member (administrator)',
        description: 'Each request leaves an entry in the audit log.',
        params: IdPath,
        response: { 200: MemberDetail },
      },
      config: { problems: [...roleProblems, 'MEMBER_NOT_FOUND'] },
      onRequest,
    },
    (request) => getMember(context, actorOf(request), request.params.id),
  )
}
