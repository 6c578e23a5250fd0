import { IdPath, SellerProduct, SetSale } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import { bearer, roleProblems } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { getOwnProduct } from '../products/detail.ts'
import { endSale, setSale } from './set-sale.ts'

const problems = [...roleProblems, 'PRODUCT_NOT_FOUND', 'PRODUCT_REMOVED', 'PRODUCT_CHANGED']

/** The sale of a seller's own product: one at a time, planned or running. */
export function saleRoutes(app: Http, context: CatalogueContext): void {
  const onRequest = app.authenticate.requireRole('SELLER')
  const documented = {
    tags: ['seller products'],
    security: bearer,
    params: IdPath,
    response: { 200: SellerProduct },
  }

  app.put(
    '/v1/seller/products/:id/sale',
    {
      schema: {
        ...documented,
        summary: 'Plan a sale of my product, or replace it',
        description:
          'Idempotent. The price is valid from `from` until before `until`; a `from` in the past begins it now.',
        body: SetSale,
      },
      config: { problems: [...problems, 'SALE_NOT_LOWER'] },
      onRequest,
    },
    async (request) => {
      const own = { sellerId: request.member.memberId, productId: request.params.id }
      await setSale(context, actorOf(request), own, request.body)
      return getOwnProduct(context, own)
    },
  )

  app.delete(
    '/v1/seller/products/:id/sale',
    {
      schema: { ...documented, summary: 'End the sale of my product', description: 'Idempotent.' },
      config: { problems },
      onRequest,
    },
    async (request) => {
      const own = { sellerId: request.member.memberId, productId: request.params.id }
      await endSale(context, actorOf(request), own)
      return getOwnProduct(context, own)
    },
  )
}
