import {
  IdPath,
  PaymentDifference,
  PaymentDifferencePage,
  PaymentDifferenceQuery,
  PendingRefundPage,
  PendingRefundQuery,
  ResolveDifference,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { listDifferences, resolveDifference } from './differences.ts'
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

  app.get(
    '/v1/admin/payment-differences',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'List what was done at the gateway and is not settled here, oldest first (administrator)',
        querystring: PaymentDifferenceQuery,
        response: { 200: PaymentDifferencePage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => listDifferences(sql, request.query),
  )

  app.put(
    '/v1/admin/payment-differences/:id/resolution',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Resolve a payment difference with a note (administrator)',
        params: IdPath,
        body: ResolveDifference,
        response: { 200: PaymentDifference },
      },
      config: { problems: [...roleProblems, 'DIFFERENCE_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => resolveDifference(sql, { id: request.params.id, actor: actorOf(request) }, request.body),
  )
}
