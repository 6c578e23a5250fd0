import { IdPath, LikedProductPage, PageQuery, ProductLike } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Context } from '../context.ts'
import { bearer, memberProblems } from '../problems.ts'
import { likeProduct, readLike, unlikeProduct } from './like.ts'
import { listLikes } from './list.ts'

/** What members like. */
export function likeRoutes(app: Http, context: Context): void {
  const documented = { tags: ['likes'], security: bearer }
  const ofProduct = { ...documented, params: IdPath, response: { 200: ProductLike } }
  const onRequest = app.authenticate.requireMember

  app.get(
    '/v1/products/:id/like',
    {
      schema: { ...ofProduct, summary: 'Get whether I like a product, and how many members do' },
      config: { problems: memberProblems },
      onRequest,
    },
    ({ member, params }) => readLike(context.sql, { memberId: member.memberId, productId: params.id }),
  )

  app.put(
    '/v1/products/:id/like',
    {
      schema: { ...ofProduct, summary: 'Like a product', description: 'Idempotent.' },
      config: { problems: [...memberProblems, 'PRODUCT_NOT_FOUND', 'TOO_MANY_LIKES'] },
      onRequest,
    },
    ({ member, params }) => likeProduct(context, { memberId: member.memberId, productId: params.id }),
  )

  app.delete(
    '/v1/products/:id/like',
    {
      schema: {
        ...ofProduct,
        summary: 'Like a product no longer',
        description: 'Idempotent; also for a product that is not on sale.',
      },
      config: { problems: memberProblems },
      onRequest,
    },
    ({ member, params }) => unlikeProduct(context, { memberId: member.memberId, productId: params.id }),
  )

  app.get(
    '/v1/me/likes',
    {
      schema: {
        ...documented,
        summary: 'List the products that I like',
        querystring: PageQuery,
        response: { 200: LikedProductPage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    ({ member, query }) => listLikes(context.sql, member.memberId, query),
  )
}
