import { ProductPage, ProductQuery } from '@munova/commerce-contract'
import { countedAddress, sendJsonText, type Http } from '@munova/service'
import type { PinsContext } from '../pins/pin-lists.ts'
import { listProducts } from './list.ts'

/** How buyers find products. */
export function searchRoutes(app: Http, context: PinsContext): void {
  app.get(
    '/v1/products',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List products on sale',
        description:
          'A root category includes its leaves. `q` matches products that have all its words, without regard to spaces and case, in their brand and name, categories and colours, or in the initial consonants of these. With `size` and `color` a pair of one of the sizes is in stock in one of the colours. A cursor is valid only with the sort of the page that it was returned with. Sorted by popularity and without `q`, products that an administrator pinned for exactly this `category` come first, if they match and are in stock: the first `pinned` items.',
        querystring: ProductQuery,
        response: { 200: ProductPage },
      },
      config: { problems: ['CURSOR_INVALID', 'UNAVAILABLE'] },
    },
    async (request, reply) => {
      const { text, found } = await listProducts(context, request.query)
      if (found !== undefined && request.query.cursor === undefined) {
        context.searches.add(found.toLowerCase(), countedAddress(request.ip))
      }
      return sendJsonText(request, reply, text)
    },
  )
}
