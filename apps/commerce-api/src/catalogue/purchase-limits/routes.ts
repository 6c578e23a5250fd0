import { IdPath, SetPurchaseLimit } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { setPurchaseLimit } from './set-limit.ts'

export function purchaseLimitRoutes(app: Http, context: Context): void {
  app.put(
    '/v1/admin/products/:id/purchase-limit',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Limit the pairs of a product that one member may order (administrator)',
        description: 'Its seller sets the limit with the other fields of the product.',
        params: IdPath,
        body: SetPurchaseLimit,
        response: { 204: z.null() },
      },
      config: { problems: [...roleProblems, 'PRODUCT_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    async (request, reply) => {
      await setPurchaseLimit(context, actorOf(request), request.params.id, request.body)
      return reply.code(204).send(null)
    },
  )
}
