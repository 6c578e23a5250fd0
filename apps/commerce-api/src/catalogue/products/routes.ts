import { IdPath, ProductDetail, ProductPage, ProductQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { CatalogueContext } from '../categories/tree.ts'
import { getProduct } from './detail.ts'
import { listProducts } from './list.ts'

/** The public catalogue. */
export function productRoutes(app: Http, context: CatalogueContext): void {
  app.get(
    '/v1/products',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List products on sale',
        description:
          'A root category includes its leaves. A cursor is valid only with the sort of the page that it was returned with.',
        querystring: ProductQuery,
        response: { 200: ProductPage },
      },
      config: { problems: ['CURSOR_INVALID', 'UNAVAILABLE'] },
    },
    (request) => listProducts(context, request.query),
  )

  app.get(
    '/v1/products/:id',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Get a product on sale with its colours, sizes and stock',
        params: IdPath,
        response: { 200: ProductDetail },
      },
      config: { problems: ['PRODUCT_NOT_FOUND', 'UNAVAILABLE'] },
    },
    (request) => getProduct(context, request.params.id),
  )
}
