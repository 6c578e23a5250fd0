import {
  CancelAnyOrder,
  CancelSoldItems,
  CorrectRefundAccount,
  IdPath,
  RefundItems,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { cancelItems, cancelOrder, type Cancelling } from './cancel.ts'
import { correctRefundAccount } from './correct-account.ts'
import { refundItems } from './refund-items.ts'

type OrderRequest = FastifyRequest & { params: { id: number } }

/** What sellers and administrators cancel and refund; buyers' routes are with their orders. */
export function cancelRoutes(app: Http, context: PaymentsContext): void {
  const problems = [...roleProblems, 'ORDER_NOT_FOUND', 'ORDER_CHANGED', 'PAYMENT_IN_PROGRESS']

  app.post(
    '/v1/admin/orders/:id/cancel',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Cancel everything of an order that is not shipped (administrator)',
        params: IdPath,
        body: CancelAnyOrder,
        response: { 204: z.null() },
      },
      config: { idempotent: true, problems: [...problems, 'NOT_CANCELLABLE'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    async (request, reply) => {
      await cancelOrder(context, changeAs('ADMIN', request), request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/admin/orders/:id/refund-account',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Name the account for the refunds of a deposit that are not done (administrator)',
        params: IdPath,
        body: CorrectRefundAccount,
        response: { 204: z.null() },
      },
      config: {
        idempotent: true,
        problems: [...roleProblems, 'ORDER_NOT_FOUND', 'NO_ACCOUNT_NEEDED', 'ORDER_CHANGED'],
      },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    async (request, reply) => {
      await correctRefundAccount(context, changeAs('ADMIN', request), request.body)
      return reply.code(204).send(null)
    },
  )

  const parties = [
    { role: 'SELLER', tag: 'seller', who: 'my unshipped pairs', what: 'my shipped pairs' },
    { role: 'ADMIN', tag: 'admin', who: 'unshipped pairs', what: 'shipped pairs' },
  ] as const
  for (const { role, tag, who, what } of parties) {
    const documented = { tags: [tag], security: bearer, params: IdPath, response: { 204: z.null() } }
    const onRequest = app.authenticate.requireRole(role)

    app.post(
      `/v1/${tag}/orders/:id/items/cancel`,
      {
        schema: {
          ...documented,
          summary: `Cancel ${who} of a paid order, such as sold-out ones`,
          body: CancelSoldItems,
        },
        config: { idempotent: true, problems: [...problems, 'NOT_CANCELLABLE', 'ITEM_NOT_FOUND'] },
        onRequest,
      },
      async (request, reply) => {
        await cancelItems(context, changeAs(role, request), request.body)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `/v1/${tag}/orders/:id/items/refund`,
      {
        schema: {
          ...documented,
          summary: `Refund ${what} without a return, such as those of a lost parcel`,
          body: RefundItems,
        },
        config: {
          idempotent: true,
          problems: [
            ...roleProblems,
            'ORDER_NOT_FOUND',
            'ITEM_NOT_FOUND',
            'RETURN_OPEN',
            'NOT_REFUNDABLE',
            'ORDER_CHANGED',
          ],
        },
        onRequest,
      },
      async (request, reply) => {
        await refundItems(context, changeAs(role, request), request.body)
        return reply.code(204).send(null)
      },
    )
  }
}

function changeAs(role: 'SELLER' | 'ADMIN', request: OrderRequest): Cancelling {
  const { params, idempotency } = request
  return { party: { role, actor: actorOf(request) }, orderId: params.id, idempotency }
}
