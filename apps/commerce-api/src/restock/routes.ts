import { RestockPath, RestockPlace, RestockPlacePage, RestockPlaceQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { bearer, memberProblems } from '../problems.ts'
import { joinLine } from './join.ts'
import { leaveLine } from './leave.ts'
import { listPlaces } from './read.ts'

/** Places of members in the restock lines of sizes that are sold out. */
export function restockRoutes(app: Http, context: Context): void {
  const documented = { tags: ['restock'], security: bearer }
  const onRequest = app.authenticate.requireMember

  app.put(
    '/v1/skus/:skuId/restock-place',
    {
      schema: {
        ...documented,
        summary: 'Wait for a size that is sold out',
        description:
          'A pair that comes back is held for the first in line, for some time, then for the next. Who is told of a pair orders it as usual. Idempotent: the place is kept.',
        params: RestockPath,
        response: { 200: RestockPlace },
      },
      config: {
        problems: [
          ...memberProblems,
          'SKU_NOT_FOUND',
          'SKU_IN_STOCK',
          'RESTOCK_LINE_FULL',
          'TOO_MANY_RESTOCK_PLACES',
        ],
      },
      onRequest,
    },
    ({ member, params }) => joinLine(context, { memberId: member.memberId, skuId: params.skuId }),
  )

  app.delete(
    '/v1/skus/:skuId/restock-place',
    {
      schema: {
        ...documented,
        summary: 'Wait for a size no longer',
        description: 'A pair that is held goes to the next in line. Idempotent.',
        params: RestockPath,
        response: { 204: z.null() },
      },
      config: { problems: memberProblems },
      onRequest,
    },
    async ({ member, params }, reply) => {
      await leaveLine(context, { memberId: member.memberId, skuId: params.skuId })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/restock-places',
    {
      schema: {
        ...documented,
        summary: 'List my places in restock lines',
        description: 'Newest first; places that ended are listed for a month.',
        querystring: RestockPlaceQuery,
        response: { 200: RestockPlacePage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    ({ member, query }) => listPlaces(context.sql, member.memberId, query),
  )
}
