import { IdPath, ProductCardList } from '@munova/commerce-contract'
import { sendJsonText, type Http } from '@munova/service'
import type { CatalogueContext } from '../categories/tree.ts'
import { similarProducts } from './similar.ts'

/** What the page of a product shows of others. */
export function relatedRoutes(app: Http, context: CatalogueContext): void {
  app.get(
    '/v1/products/:id/similar',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List products that are similar to one',
        description:
          'Products in stock of the same category and of nearly the same price, popular ones first, of several brands where there are any.',
        params: IdPath,
        response: { 200: ProductCardList },
      },
      config: { problems: ['PRODUCT_NOT_FOUND', 'UNAVAILABLE'] },
    },
    async (request, reply) => sendJsonText(request, reply, await similarProducts(context, request.params.id)),
  )
}
