import {
  IdPath,
  MyReview,
  MyReviewPage,
  MyReviewQuery,
  ReviewEntry,
  WriteReview,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { bearer, memberProblems } from '../problems.ts'
import { listMyReviews, readMyReview } from './mine.ts'
import { deleteReview, editReview, writeReview } from './write.ts'

/** The reviews of whoever asks. */
export function ownReviewRoutes(app: Http, { sql }: Context): void {
  const documented = { tags: ['reviews'], security: bearer }
  const onRequest = app.authenticate.requireMember
  const ofOne = { problems: [...memberProblems, 'REVIEW_NOT_FOUND'] }

  app.post(
    '/v1/me/reviews',
    {
      schema: {
        ...documented,
        summary: 'Review an item that I bought',
        description: 'Its purchase is confirmed, and no other review was written for its line of the order.',
        body: WriteReview,
        response: { 201: MyReview },
      },
      config: {
        problems: [...memberProblems, 'ITEM_NOT_FOUND', 'PURCHASE_NOT_CONFIRMED', 'REVIEW_EXISTS'],
      },
      onRequest,
    },
    async ({ member, body }, reply) => {
      const review = await writeReview(sql, member.memberId, body)
      return reply.code(201).header('location', `/v1/me/reviews/${review.id}`).send(review)
    },
  )

  app.get(
    '/v1/me/reviews',
    {
      schema: {
        ...documented,
        summary: 'List my reviews',
        querystring: MyReviewQuery,
        response: { 200: MyReviewPage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    ({ member, query }) => listMyReviews(sql, member.memberId, query),
  )

  app.get(
    '/v1/me/reviews/:id',
    {
      schema: { ...documented, summary: 'Get my review', params: IdPath, response: { 200: MyReview } },
      config: ofOne,
      onRequest,
    },
    ({ member, params }) => readMyReview(sql, { memberId: member.memberId, id: params.id }),
  )

  app.put(
    '/v1/me/reviews/:id',
    {
      schema: {
        ...documented,
        summary: 'Replace my review',
        params: IdPath,
        body: ReviewEntry,
        response: { 200: MyReview },
      },
      config: ofOne,
      onRequest,
    },
    ({ member, params, body }) => editReview(sql, { memberId: member.memberId, id: params.id }, body),
  )

  app.delete(
    '/v1/me/reviews/:id',
    {
      schema: {
        ...documented,
        summary: 'Delete my review',
        description: 'Idempotent and final: no other review can be written for the item.',
        params: IdPath,
        response: { 204: z.null() },
      },
      config: ofOne,
      onRequest,
    },
    async ({ member, params }, reply) => {
      await deleteReview(sql, { memberId: member.memberId, id: params.id })
      return reply.code(204).send(null)
    },
  )
}
