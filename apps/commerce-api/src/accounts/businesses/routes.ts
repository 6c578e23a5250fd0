import { Business, IdPath, KnownBusiness } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, problem, roleProblems } from '../../problems.ts'
import { readBusiness, setBusiness } from './business.ts'

export function businessRoutes(app: Http, context: Context): void {
  const ofSeller = { tags: ['seller'], security: bearer }
  const onRequest = app.authenticate.requireRole('SELLER')

  app.get(
    '/v1/seller/business',
    {
      schema: { ...ofSeller, summary: 'Get my business (seller)', response: { 200: KnownBusiness } },
      config: { problems: [...roleProblems, 'BUSINESS_NOT_FOUND'] },
      onRequest,
    },
    ({ member }) => readBusiness(context, member.memberId),
  )

  app.put(
    '/v1/seller/business',
    {
      schema: {
        ...ofSeller,
        summary: 'State my business, which buyers are shown (seller)',
        body: Business,
        response: { 200: KnownBusiness },
      },
      config: { problems: roleProblems },
      onRequest,
    },
    async (request) => {
      const { member, body: business } = request
      const isSet = await setBusiness(context, actorOf(request), { sellerId: member.memberId, business })
      if (!isSet) throw problem('FORBIDDEN')
      return business
    },
  )

  app.get(
    '/v1/admin/members/:id/business',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Get the business of a seller (administrator)',
        params: IdPath,
        response: { 200: KnownBusiness },
      },
      config: { problems: [...roleProblems, 'BUSINESS_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    ({ params }) => readBusiness(context, params.id),
  )

  app.put(
    '/v1/admin/members/:id/business',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'State the business of a seller (administrator)',
        params: IdPath,
        body: Business,
        response: { 200: KnownBusiness },
      },
      config: { problems: [...roleProblems, 'MEMBER_NOT_FOUND'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    async (request) => {
      const { params, body: business } = request
      const isSet = await setBusiness(context, actorOf(request), { sellerId: params.id, business })
      if (!isSet) throw problem('MEMBER_NOT_FOUND')
      return business
    },
  )
}
