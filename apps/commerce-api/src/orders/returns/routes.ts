import {
  AcceptReturn,
  IdPath,
  OpenReturnPage,
  PageQuery,
  RejectReturn,
  RequestReturn,
  Return,
  ReturnPath,
  SellerReturnPage,
  SellerReturnQuery,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import { bearer, memberProblems, roleProblems } from '../../problems.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { listOpenReturns } from './list-open.ts'
import { listReturns } from './list.ts'
import { readOwnReturn, requestReturn } from './request.ts'
import { acceptReturn, rejectReturn, type Resolving } from './resolve.ts'

export function returnRoutes(app: Http, context: PaymentsContext): void {
  app.post(
    '/v1/orders/:id/returns',
    {
      schema: {
        tags: ['orders'],
        security: bearer,
        summary: 'Request a return or an exchange',
        params: IdPath,
        body: RequestReturn,
        response: { 201: Return },
      },
      config: {
        idempotent: true,
        problems: [
          ...memberProblems,
          'ORDER_NOT_FOUND',
          'ITEM_NOT_FOUND',
          'SKU_NOT_FOUND',
          'NOT_DELIVERED',
          'RETURN_OPEN',
          'ORDER_REFUNDED',
          'RETURN_TOO_LATE',
          'REFUND_ACCOUNT_NEEDED',
          'OUT_OF_STOCK',
          'ORDER_CHANGED',
        ],
      },
      onRequest: app.authenticate.requireMember,
    },
    async ({ member: { memberId }, params, body, idempotency }, reply) => {
      const requested = await requestReturn(context, { memberId, orderId: params.id, idempotency }, body)
      return reply
        .code(201)
        .header('location', `/v1/orders/${params.id}/returns/${requested.id}`)
        .send(requested)
    },
  )

  app.get(
    '/v1/orders/:id/returns/:returnId',
    {
      schema: {
        tags: ['orders'],
        security: bearer,
        summary: 'Get a return of my order',
        params: ReturnPath,
        response: { 200: Return },
      },
      config: { problems: [...memberProblems, 'ORDER_NOT_FOUND', 'RETURN_NOT_FOUND'] },
      onRequest: app.authenticate.requireMember,
    },
    (request) => readOwnReturn(context.sql, request.member.memberId, request.params),
  )

  app.get(
    '/v1/seller/returns',
    {
      schema: {
        tags: ['seller'],
        security: bearer,
        summary: 'List returns and exchanges of my products',
        querystring: SellerReturnQuery,
        response: { 200: SellerReturnPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('SELLER'),
    },
    (request) => listReturns(context.sql, request.member.memberId, request.query),
  )

  app.get(
    '/v1/admin/returns',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'List the returns that nobody has answered, the first due one first (administrator)',
        querystring: PageQuery,
        response: { 200: OpenReturnPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => listOpenReturns(context.sql, request.query),
  )

  for (const { role, tag } of [
    { role: 'SELLER', tag: 'seller' },
    { role: 'ADMIN', tag: 'admin' },
  ] as const) {
    const answering = {
      schema: { tags: [tag], security: bearer, params: IdPath, response: { 204: z.null() } },
      config: {
        idempotent: true,
        problems: [...roleProblems, 'RETURN_NOT_FOUND', 'RETURN_RESOLVED', 'ORDER_CHANGED'],
      },
      onRequest: app.authenticate.requireRole(role),
    } as const

    app.post(
      `/v1/${tag}/returns/:id/accept`,
      {
        ...answering,
        schema: {
          ...answering.schema,
          summary: 'Accept a return: the goods have arrived',
          body: AcceptReturn,
        },
      },
      async (request, reply) => {
        await acceptReturn(context, resolving(role, request), request.body)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `/v1/${tag}/returns/:id/reject`,
      {
        ...answering,
        schema: {
          ...answering.schema,
          summary: 'Reject a return: the buyer keeps the goods',
          body: RejectReturn,
        },
      },
      async (request, reply) => {
        await rejectReturn(context, resolving(role, request), request.body)
        return reply.code(204).send(null)
      },
    )
  }
}

function resolving(
  role: 'SELLER' | 'ADMIN',
  request: FastifyRequest & { params: { id: number } },
): Resolving {
  const { params, idempotency } = request
  return { party: { role, actor: actorOf(request) }, returnId: params.id, idempotency }
}
