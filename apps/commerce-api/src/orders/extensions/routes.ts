import { ExtendOrder, ExtendReturn, IdPath } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { extendOrder } from './extend-order.ts'
import { extendReturn } from './extend-return.ts'

/** Administrators give more time. Setting it again to the same time is rejected, so a repetition has no second effect. */
export function extensionRoutes(app: Http, context: Context): void {
  const documented = { tags: ['admin'], security: bearer, params: IdPath, response: { 204: z.null() } }
  const onRequest = app.authenticate.requireRole('ADMIN')

  app.post(
    '/v1/admin/orders/:id/extend',
    {
      schema: {
        ...documented,
        summary: 'Give an unpaid order, or the return of delivered items, more time (administrator)',
        body: ExtendOrder,
      },
      config: {
        problems: [...roleProblems, 'ORDER_NOT_FOUND', 'ITEM_NOT_FOUND', 'NOT_EXTENDABLE', 'ORDER_CHANGED'],
      },
      onRequest,
    },
    async (request, reply) => {
      await extendOrder(context, { actor: actorOf(request), orderId: request.params.id }, request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/admin/returns/:id/extend',
    {
      schema: {
        ...documented,
        summary: 'Give the seller more time to answer a return (administrator)',
        body: ExtendReturn,
      },
      config: {
        problems: [...roleProblems, 'RETURN_NOT_FOUND', 'RETURN_RESOLVED', 'NOT_EXTENDABLE', 'ORDER_CHANGED'],
      },
      onRequest,
    },
    async (request, reply) => {
      await extendReturn(context, { actor: actorOf(request), returnId: request.params.id }, request.body)
      return reply.code(204).send(null)
    },
  )
}
