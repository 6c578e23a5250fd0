import {
  FitAdvice,
  FootLength,
  IdPath,
  ReportReview,
  ReviewPage,
  ReviewQuery,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { bearer, memberProblems } from '../problems.ts'
import { adviseFit } from './fit.ts'
import { listReviews } from './list.ts'
import { markHelpful, reportReview, unmarkHelpful } from './mark.ts'

/** The reviews of products, and what readers do with them. */
export function reviewRoutes(app: Http, context: Context): void {
  const { sql } = context
  const tags = ['reviews']
  const onRequest = app.authenticate.requireMember

  app.get(
    '/v1/products/:id/reviews',
    {
      schema: {
        tags,
        summary: 'List the reviews of a product',
        description:
          'With an access token each review says whether it is my own, and whether I marked it. A cursor is valid only with the sort of the page that it was returned with.',
        params: IdPath,
        querystring: ReviewQuery,
        response: { 200: ReviewPage },
      },
      config: { problems: ['UNAVAILABLE', 'CURSOR_INVALID'] },
      onRequest: app.authenticate.admitVisitor,
    },
    (request) => {
      const readerId = request.visitor?.memberId ?? null
      return listReviews(sql, { ...request.query, productId: request.params.id, readerId })
    },
  )

  app.get(
    '/v1/products/:id/fit',
    {
      schema: {
        tags,
        summary: 'Get which sizes people with a foot of this length kept',
        params: IdPath,
        querystring: FootLength,
        response: { 200: FitAdvice },
      },
      config: { problems: ['UNAVAILABLE', 'PRODUCT_NOT_FOUND'] },
    },
    ({ params, query }) => adviseFit(context, { productId: params.id, ...query }),
  )

  const ofReader = { tags, security: bearer, params: IdPath, response: { 204: z.null() } }
  const aboutOthers = { problems: [...memberProblems, 'REVIEW_NOT_FOUND', 'OWN_REVIEW'] }

  app.put(
    '/v1/reviews/:id/helpful',
    {
      schema: { ...ofReader, summary: 'Mark a review as helpful', description: 'Idempotent.' },
      config: aboutOthers,
      onRequest,
    },
    async ({ member, params }, reply) => {
      await markHelpful(sql, { memberId: member.memberId, id: params.id })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/v1/reviews/:id/helpful',
    {
      schema: { ...ofReader, summary: 'Take my mark of a review back', description: 'Idempotent.' },
      config: { problems: memberProblems },
      onRequest,
    },
    async ({ member, params }, reply) => {
      await unmarkHelpful(sql, { memberId: member.memberId, id: params.id })
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/v1/reviews/:id/report',
    {
      schema: {
        ...ofReader,
        summary: 'Report a review to the administrators',
        description: 'A second report of the same member has no effect.',
        body: ReportReview,
      },
      config: aboutOthers,
      onRequest,
    },
    async ({ member, params, body }, reply) => {
      await reportReview(sql, { memberId: member.memberId, id: params.id }, body)
      return reply.code(204).send(null)
    },
  )
}
