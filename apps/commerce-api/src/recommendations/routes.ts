import { IdPath, ProductCardList } from '@munova/commerce-contract'
import { sendJsonText, type Http } from '@munova/service'
import { z } from 'zod'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'
import { bearer, memberProblems } from '../problems.ts'
import { recommendedProducts } from './for-member.ts'
import { productsTogether } from './together.ts'
import { forgetViews, recordView } from './views.ts'

/** What goes together with a product, and what may please a member. */
export function recommendationRoutes(app: Http, context: CatalogueContext): void {
  const documented = { tags: ['recommendations'], security: bearer }
  const onRequest = app.authenticate.requireMember

  app.get(
    '/v1/products/:id/together',
    {
      schema: {
        tags: ['recommendations'],
        summary: 'List products that the same members wanted',
        description:
          'Products in stock that members viewed, liked, put into the cart or bought beside this one. Nothing says who they were.',
        params: IdPath,
        response: { 200: ProductCardList },
      },
      config: { problems: ['PRODUCT_NOT_FOUND', 'UNAVAILABLE'] },
    },
    async (request, reply) =>
      sendJsonText(request, reply, await productsTogether(context, request.params.id)),
  )

  app.get(
    '/v1/me/recommendations',
    {
      schema: {
        ...documented,
        summary: 'List products that may please me',
        description:
          'What goes together with what I viewed, liked, put into the cart and bought of late, without what I bought; then popular products of the same categories. Empty while nothing is known.',
        response: { 200: ProductCardList },
      },
      config: { problems: memberProblems },
      onRequest,
    },
    async (request, reply) =>
      sendJsonText(request, reply, await recommendedProducts(context, request.member.memberId)),
  )

  app.put(
    '/v1/me/viewed-products/:id',
    {
      schema: {
        ...documented,
        summary: 'Say that I look at a product',
        description:
          'For recommendations, of members who agreed to the privacy policy. Counted within seconds; whether there is such a product is not checked.',
        params: IdPath,
        response: { 204: z.null() },
      },
      config: { problems: memberProblems.filter((code) => code !== 'UNAVAILABLE') },
      onRequest,
    },
    async ({ member, params }, reply) => {
      recordView(context, { memberId: member.memberId, productId: params.id })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/v1/me/viewed-products',
    {
      schema: {
        ...documented,
        summary: 'Forget which products I looked at',
        description:
          'Idempotent. What I liked, put into the cart or bought stays; a view of the last seconds may still be counted.',
        response: { 204: z.null() },
      },
      config: { problems: memberProblems },
      onRequest,
    },
    async ({ member }, reply) => {
      await forgetViews(context, member.memberId)
      return reply.code(204).send(null)
    },
  )
}
