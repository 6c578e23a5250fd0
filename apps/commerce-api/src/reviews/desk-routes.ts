import {
  AdminReviewPage,
  AdminReviewQuery,
  AnswerReview,
  HideReview,
  IdPath,
  SellerReview,
  SellerReviewPage,
  SellerReviewQuery,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { Context } from '../context.ts'
import { bearer, roleProblems } from '../problems.ts'
import { answerReview, listSellerReviews } from './answer.ts'
import { hideReview, listReviewsToModerate, showReview } from './moderate.ts'

/** What sellers and administrators do with reviews. */
export function reviewDeskRoutes(app: Http, { sql }: Context): void {
  app.get(
    '/v1/seller/reviews',
    {
      schema: {
        tags: ['seller'],
        security: bearer,
        summary: 'List the reviews of my products',
        querystring: SellerReviewQuery,
        response: { 200: SellerReviewPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('SELLER'),
    },
    ({ member, query }) => listSellerReviews(sql, member.memberId, query),
  )

  app.put(
    '/v1/seller/reviews/:id/answer',
    {
      schema: {
        tags: ['seller'],
        security: bearer,
        summary: 'Answer a review of my product, or change my answer',
        params: IdPath,
        body: AnswerReview,
        response: { 200: SellerReview },
      },
      config: { problems: [...roleProblems, 'REVIEW_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('SELLER'),
    },
    (request) => answerReview(sql, { actor: actorOf(request), id: request.params.id }, request.body),
  )

  const admin = {
    schema: { tags: ['admin'], security: bearer, params: IdPath, response: { 204: z.null() } },
    config: { problems: [...roleProblems, 'REVIEW_NOT_FOUND'] },
    onRequest: app.authenticate.requireRole('ADMIN'),
  } as const

  app.get(
    '/v1/admin/reviews',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'List the reviews that are reported, or hidden (administrator)',
        querystring: AdminReviewQuery,
        response: { 200: AdminReviewPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    ({ query }) => listReviewsToModerate(sql, query),
  )

  app.post(
    '/v1/admin/reviews/:id/hide',
    { ...admin, schema: { ...admin.schema, summary: 'Hide a review', body: HideReview } },
    async (request, reply) => {
      await hideReview(sql, { actor: actorOf(request), id: request.params.id }, request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/admin/reviews/:id/show',
    {
      ...admin,
      schema: {
        ...admin.schema,
        summary: 'Show a review',
        description: 'Shows a hidden review again; of one that is shown, its reports are dealt with.',
      },
    },
    async (request, reply) => {
      await showReview(sql, { actor: actorOf(request), id: request.params.id })
      return reply.code(204).send(null)
    },
  )
}
