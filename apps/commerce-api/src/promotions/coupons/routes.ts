import {
  Coupon,
  CouponCampaign,
  CouponCampaignPage,
  CouponPage,
  CouponQuery,
  CreateCampaign,
  IdPath,
  OpenCampaign,
  OpenCampaignPage,
  PageQuery,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../audit/actor.ts'
import { bearer, memberProblems, roleProblems } from '../../problems.ts'
import { passOf, passProblems } from '../waiting-room/pass.ts'
import { createCampaign } from './create-campaign.ts'
import type { PromotionsContext } from './issuer.ts'
import { listCampaigns, listOpenCampaigns, readCampaign, readOpenCampaign } from './list-campaigns.ts'
import { listOwnCoupons, readOwnCoupon } from './list-own.ts'

export function couponRoutes(app: Http, context: PromotionsContext): void {
  memberCouponRoutes(app, context)
  campaignRoutes(app, context)
}

function memberCouponRoutes(app: Http, context: PromotionsContext): void {
  const onRequest = (request: FastifyRequest) => app.authenticate.requireMember(request)
  const documented = { tags: ['coupons'], security: bearer }

  app.get(
    '/v1/coupons',
    {
      schema: {
        ...documented,
        summary: 'List my coupons',
        querystring: CouponQuery,
        response: { 200: CouponPage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listOwnCoupons(context.sql, request.member.memberId, request.query),
  )

  app.get(
    '/v1/coupons/campaigns',
    {
      schema: {
        ...documented,
        summary: 'List current and upcoming coupon campaigns',
        querystring: PageQuery,
        response: { 200: OpenCampaignPage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listOpenCampaigns(context.sql, request.member.memberId, request.query),
  )

  app.get(
    '/v1/coupons/campaigns/:id',
    {
      schema: {
        ...documented,
        summary: 'Get a coupon campaign',
        params: IdPath,
        response: { 200: OpenCampaign },
      },
      config: { problems: [...memberProblems, 'CAMPAIGN_NOT_FOUND'] },
      onRequest,
    },
    (request) => readOpenCampaign(context.sql, request.member.memberId, request.params.id),
  )

  app.post(
    '/v1/coupons/campaigns/:id/issue',
    {
      schema: {
        ...documented,
        summary: 'Request a coupon of a campaign',
        description:
          'First come, first served; one per member: a second request fails with COUPON_ALREADY_ISSUED. If the campaign has a waiting room, the header `x-waiting-pass` must contain a pass.',
        params: IdPath,
        response: { 201: Coupon },
      },
      config: {
        problems: [
          ...memberProblems,
          ...passProblems,
          'CAMPAIGN_NOT_FOUND',
          'COUPON_ALREADY_ISSUED',
          'COUPON_NOT_STARTED',
          'COUPON_OVER',
          'COUPON_SOLD_OUT',
          'EMAIL_NOT_VERIFIED',
          'OVERLOADED',
        ],
      },
      onRequest,
    },
    async (request, reply) => {
      const { memberId } = request.member
      const campaignId = request.params.id
      await context.waitingRooms.requirePass(`coupon-campaign:${campaignId}`, memberId, passOf(request))
      const coupon = await context.couponIssuer.issue({ campaignId, memberId })
      return reply.code(201).header('location', `/v1/coupons/${coupon.id}`).send(coupon)
    },
  )

  app.get(
    '/v1/coupons/:id',
    {
      schema: { ...documented, summary: 'Get my coupon', params: IdPath, response: { 200: Coupon } },
      config: { problems: [...memberProblems, 'COUPON_NOT_FOUND'] },
      onRequest,
    },
    (request) => readOwnCoupon(context.sql, request.member.memberId, request.params.id),
  )
}

function campaignRoutes(app: Http, context: PromotionsContext): void {
  const onRequest = app.authenticate.requireRole('ADMIN')
  const documented = { tags: ['admin'], security: bearer }

  app.get(
    '/v1/admin/coupon-campaigns',
    {
      schema: {
        ...documented,
        summary: 'List coupon campaigns, newest first (administrator)',
        querystring: PageQuery,
        response: { 200: CouponCampaignPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listCampaigns(context.sql, request.query),
  )

  app.post(
    '/v1/admin/coupon-campaigns',
    {
      schema: {
        ...documented,
        summary: 'Create a coupon campaign (administrator)',
        description: 'A campaign cannot be changed: its terms are a promise to members.',
        body: CreateCampaign,
        response: { 201: CouponCampaign },
      },
      config: {
        problems: [
          ...roleProblems,
          'CATEGORY_NOT_FOUND',
          'BRAND_NOT_FOUND',
          'PRODUCT_NOT_FOUND',
          'WAITING_ROOMS_FULL',
        ],
      },
      onRequest,
    },
    async (request, reply) => {
      const campaign = await createCampaign(context, actorOf(request), request.body)
      return reply.code(201).header('location', `/v1/admin/coupon-campaigns/${campaign.id}`).send(campaign)
    },
  )

  app.get(
    '/v1/admin/coupon-campaigns/:id',
    {
      schema: {
        ...documented,
        summary: 'Get a coupon campaign (administrator)',
        params: IdPath,
        response: { 200: CouponCampaign },
      },
      config: { problems: [...roleProblems, 'CAMPAIGN_NOT_FOUND'] },
      onRequest,
    },
    (request) => readCampaign(context.sql, request.params.id),
  )
}
