import { PinList, PinQuery, SetPins } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { readPinList } from './list.ts'
import type { PinsContext } from './pin-lists.ts'
import { setPins } from './set.ts'

/** What comes first in lists that are sorted by popularity. */
export function pinRoutes(app: Http, context: PinsContext): void {
  const { sql } = context
  const administering = { tags: ['admin'], security: bearer }
  const onRequest = app.authenticate.requireRole('ADMIN')

  app.get(
    '/v1/admin/pins',
    {
      schema: {
        ...administering,
        summary: 'List what is pinned in the list of a category or of all products (administrator)',
        querystring: PinQuery,
        response: { 200: PinList },
      },
      config: { problems: [...roleProblems, 'CATEGORY_NOT_FOUND'] },
      onRequest,
    },
    (request) => readPinList(sql, request.query.category ?? null),
  )

  app.put(
    '/v1/admin/pins',
    {
      schema: {
        ...administering,
        summary: 'Set what is pinned in the list of a category or of all products (administrator)',
        description:
          'Replaces all pins of the list. They come first in `GET /v1/products?sort=popular` with exactly this category, if they match its other filters and are not sold out.',
        body: SetPins,
        response: { 200: PinList },
      },
      config: {
        problems: [
          ...roleProblems,
          'CATEGORY_NOT_FOUND',
          'PINS_CHANGED',
          'PRODUCT_NOT_FOUND',
          'PRODUCT_NOT_LISTED',
        ],
      },
      onRequest,
    },
    (request) => setPins(context, actorOf(request), request.body),
  )
}
