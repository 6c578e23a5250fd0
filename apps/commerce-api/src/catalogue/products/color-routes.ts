import {
  ChangeColor,
  ColorPath,
  IdPath,
  NewColor,
  NewSizes,
  SellerColor,
  SkuPath,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { bearer, roleProblems } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { changeOf } from './change-of.ts'
import { addColor, addSizes, changeColor, removeSize } from './colors.ts'
import { getOwnColor } from './detail.ts'

/** Colours and sizes of a seller's own product. */
export function productColorRoutes(app: Http, context: CatalogueContext): void {
  const onRequest = app.authenticate.requireRole('SELLER')
  const documented = { tags: ['seller products'], security: bearer }
  const problems = [...roleProblems, 'PRODUCT_NOT_FOUND', 'PRODUCT_REMOVED', 'PRODUCT_CHANGED'] as const

  app.post(
    '/v1/seller/products/:id/colors',
    {
      schema: {
        ...documented,
        summary: 'Add a colour with its sizes to my product',
        params: IdPath,
        body: NewColor,
        response: { 201: SellerColor },
      },
      config: { problems: [...problems, 'COLOR_NAME_TAKEN', 'TOO_MANY_COLORS'] },
      onRequest,
    },
    async (request, reply) => {
      const change = changeOf(request)
      const colorId = await addColor(context, change, request.body)
      const location = `/v1/seller/products/${change.productId}/colors/${colorId}`
      return reply
        .code(201)
        .header('location', location)
        .send(await getOwnColor(context, { ...change, colorId }))
    },
  )

  app.get(
    '/v1/seller/products/:id/colors/:colorId',
    {
      schema: {
        ...documented,
        summary: 'Get a colour of my product with its sizes',
        params: ColorPath,
        response: { 200: SellerColor },
      },
      config: { problems: [...roleProblems, 'PRODUCT_NOT_FOUND', 'COLOR_NOT_FOUND'] },
      onRequest,
    },
    (request) => getOwnColor(context, { ...changeOf(request), colorId: request.params.colorId }),
  )

  app.patch(
    '/v1/seller/products/:id/colors/:colorId',
    {
      schema: {
        ...documented,
        summary: 'Rename a colour of my product, or change its family',
        params: ColorPath,
        body: ChangeColor,
        response: { 200: SellerColor },
      },
      config: { problems: [...problems, 'COLOR_NOT_FOUND', 'COLOR_NAME_TAKEN'] },
      onRequest,
    },
    async (request) => {
      const change = { ...changeOf(request), colorId: request.params.colorId }
      await changeColor(context, change, request.body)
      return getOwnColor(context, change)
    },
  )

  app.post(
    '/v1/seller/products/:id/colors/:colorId/skus',
    {
      schema: {
        ...documented,
        summary: 'Add sizes to a colour of my product',
        description: 'A size that was removed is on sale again, with its old id.',
        params: ColorPath,
        body: NewSizes,
        response: { 200: SellerColor },
      },
      config: { problems: [...problems, 'COLOR_NOT_FOUND', 'SIZE_TAKEN'] },
      onRequest,
    },
    async (request) => {
      const change = { ...changeOf(request), colorId: request.params.colorId }
      await addSizes(context, change, request.body.skus)
      return getOwnColor(context, change)
    },
  )

  app.delete(
    '/v1/seller/products/:id/skus/:skuId',
    {
      schema: {
        ...documented,
        summary: 'Remove a size of my product from sale',
        description:
          'Its stock is set to 0. Fails while pairs of it are reserved, or sold and not shipped. Idempotent.',
        params: SkuPath,
        response: { 204: z.null() },
      },
      config: { problems: [...problems, 'SKU_NOT_FOUND', 'STOCK_COMMITTED'] },
      onRequest,
    },
    async (request, reply) => {
      await removeSize(context, { ...changeOf(request), skuId: request.params.skuId })
      return reply.code(204).send(null)
    },
  )
}
