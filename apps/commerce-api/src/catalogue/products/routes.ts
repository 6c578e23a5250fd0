import { IdPath, ProductDetail, ProductPage, ProductQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { CatalogueContext } from '../categories/tree.ts'
import { getProduct } from './detail.ts'
import { listProducts } from './list.ts'

/** What everybody sees. */
export function productRoutes(app: Http, context: CatalogueContext): void {
  app.get(
    '/v1/products',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Products on sale',
        description: 'A root category includes its leaves. A cursor belongs to the sort it was made with.',
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
        summary: 'A product on sale with its colours, sizes and stock',
        params: IdPath,
        response: { 200: ProductDetail },
      },
      config: { problems: ['PRODUCT_NOT_FOUND', 'UNAVAILABLE'] },
    },
    (request) => getProduct(context, request.params.id),
  )
}
