import { PendingRefundPage, PendingRefundQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { listPendingRefunds } from './list.ts'

export function refundRoutes(app: Http, { sql }: Context): void {
  app.get(
    '/v1/admin/refunds',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'List the refunds that are not done, the first due one first (administrator)',
        querystring: PendingRefundQuery,
        response: { 200: PendingRefundPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => listPendingRefunds(sql, request.query),
  )
}
