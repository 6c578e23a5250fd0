import type { Identity } from '@munova/auth'
import {
  CreateProduct,
  EditProduct,
  IdPath,
  SellerProduct,
  SellerProductPage,
  SellerProductQuery,
  SetStock,
  SkuPath,
  SkuStock,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import { bearer, roleProblems } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import type { OwnProduct } from './change-own.ts'
import { createProduct } from './create.ts'
import { getOwnProduct } from './detail.ts'
import { editProduct } from './edit.ts'
import { listOwnProducts } from './list-own.ts'
import { publishProduct, unpublishProduct } from './publish.ts'
import { changeOf } from './change-of.ts'
import { removeProduct } from './remove.ts'
import { setStock } from './set-stock.ts'

/** A seller's own products; another seller's product is answered with PRODUCT_NOT_FOUND. */
export function sellerProductRoutes(app: Http, context: CatalogueContext): void {
  const onRequest = app.authenticate.requireRole('SELLER')
  const documented = { tags: ['seller products'], security: bearer }

  app.get(
    '/v1/seller/products',
    {
      schema: {
        ...documented,
        summary: 'List my products of any status, newest first (seller)',
        querystring: SellerProductQuery,
        response: { 200: SellerProductPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listOwnProducts(context.sql, request.member.memberId, request.query),
  )

  app.post(
    '/v1/seller/products',
    {
      schema: {
        ...documented,
        summary: 'Create a draft product',
        body: CreateProduct,
        response: { 201: SellerProduct },
      },
      config: {
        problems: [
          ...roleProblems,
          'BRAND_NOT_FOUND',
          'CATEGORY_NOT_FOUND',
          'CATEGORY_NOT_LEAF',
          'PICTURE_NOT_FOUND',
        ],
      },
      onRequest,
    },
    async (request, reply) => {
      const product = await createProduct(context, request.member.memberId, request.body)
      return reply.code(201).header('location', `/v1/seller/products/${product.id}`).send(product)
    },
  )

  app.get(
    '/v1/seller/products/:id',
    {
      schema: {
        ...documented,
        summary: 'Get my product of any status (seller)',
        params: IdPath,
        response: { 200: SellerProduct },
      },
      config: { problems: [...roleProblems, 'PRODUCT_NOT_FOUND'] },
      onRequest,
    },
    (request) => getOwnProduct(context, own(request)),
  )

  app.patch(
    '/v1/seller/products/:id',
    {
      schema: {
        ...documented,
        summary: 'Edit my product',
        description: 'Absent fields stay unchanged; `images` replaces the whole list.',
        params: IdPath,
        body: EditProduct,
        response: { 200: SellerProduct },
      },
      config: {
        problems: [
          ...roleProblems,
          'PRODUCT_NOT_FOUND',
          'PRODUCT_REMOVED',
          'PRODUCT_CHANGED',
          'BRAND_NOT_FOUND',
          'CATEGORY_NOT_FOUND',
          'CATEGORY_NOT_LEAF',
          'PICTURE_NOT_FOUND',
          'SALE_NOT_LOWER',
        ],
      },
      onRequest,
    },
    async (request) => {
      await editProduct(context, actorOf(request), own(request), request.body)
      return getOwnProduct(context, own(request))
    },
  )

  app.post(
    '/v1/seller/products/:id/publish',
    {
      schema: {
        ...documented,
        summary: 'Publish my draft',
        description: 'Idempotent: publishing a product that is on sale succeeds.',
        params: IdPath,
        response: { 200: SellerProduct },
      },
      config: {
        problems: [
          ...roleProblems,
          'PRODUCT_NOT_FOUND',
          'PRODUCT_REMOVED',
          'PRODUCT_CHANGED',
          'SELLER_IDENTITY_NEEDED',
          'DISCLOSURE_NEEDED',
        ],
      },
      onRequest,
    },
    async (request) => {
      await publishProduct(context, changeOf(request))
      return getOwnProduct(context, own(request))
    },
  )

  app.post(
    '/v1/seller/products/:id/unpublish',
    {
      schema: {
        ...documented,
        summary: 'Take my product off sale',
        description:
          'It is a draft again, until it is published again. Orders are not affected; carts show it as REMOVED. Idempotent.',
        params: IdPath,
        response: { 200: SellerProduct },
      },
      config: { problems: [...roleProblems, 'PRODUCT_NOT_FOUND', 'PRODUCT_REMOVED', 'PRODUCT_CHANGED'] },
      onRequest,
    },
    async (request) => {
      await unpublishProduct(context, changeOf(request))
      return getOwnProduct(context, own(request))
    },
  )

  app.delete(
    '/v1/seller/products/:id',
    {
      schema: {
        ...documented,
        summary: 'Remove my product permanently',
        description: 'Idempotent.',
        params: IdPath,
        response: { 204: z.null() },
      },
      config: { problems: [...roleProblems, 'PRODUCT_NOT_FOUND', 'PRODUCT_CHANGED'] },
      onRequest,
    },
    async (request, reply) => {
      await removeProduct(context, changeOf(request))
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/v1/seller/products/:id/skus/:skuId/stock',
    {
      schema: {
        ...documented,
        summary: 'Set the stock of a SKU',
        description:
          'The number of pairs on hand. Fails when the stock differs from `expectedStock`, or when more pairs are reserved or allocated.',
        params: SkuPath,
        body: SetStock,
        response: { 200: SkuStock },
      },
      config: {
        problems: [
          ...roleProblems,
          'PRODUCT_NOT_FOUND',
          'SKU_NOT_FOUND',
          'PRODUCT_REMOVED',
          'STOCK_CHANGED',
          'STOCK_COMMITTED',
        ],
      },
      onRequest,
    },
    (request) => setStock(context, { ...own(request), skuId: request.params.skuId }, request.body),
  )
}

function own({ member, params }: { member: Identity; params: { id: number } }): OwnProduct {
  return { sellerId: member.memberId, productId: params.id }
}
