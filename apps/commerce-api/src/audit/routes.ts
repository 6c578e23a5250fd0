import { AuditLogPage, AuditLogQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Context } from '../context.ts'
import { bearer, roleProblems } from '../problems.ts'
import { listAuditLog } from './list.ts'

export function auditRoutes(app: Http, { sql }: Context): void {
  app.get(
    '/v1/admin/audit-log',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'List what administrators did, and sellers to orders (administrator)',
        querystring: AuditLogQuery,
        response: { 200: AuditLogPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => listAuditLog(sql, request.query),
  )
}
