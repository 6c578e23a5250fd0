import { IdPath, ProductDetail } from '@munova/commerce-contract'
import { countedAddress, type Http } from '@munova/service'
import type { CatalogueContext } from '../categories/tree.ts'
import { getProduct } from './detail.ts'

/** The page of a product. */
export function productRoutes(app: Http, context: CatalogueContext): void {
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
    async (request) => {
      const product = await getProduct(context, request.params.id)
      context.views.add(product.id, countedAddress(request.ip))
      return product
    },
  )
}
