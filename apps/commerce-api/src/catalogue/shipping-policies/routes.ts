import { ShippingPolicy } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { readShippingPolicy, setShippingPolicy } from './policy.ts'

export function shippingPolicyRoutes(app: Http, { sql }: Context): void {
  const onRequest = app.authenticate.requireRole('SELLER')
  const documented = { tags: ['seller products'], security: bearer, response: { 200: ShippingPolicy } }
  const config = { problems: [...roleProblems] }

  app.get(
    '/v1/seller/shipping-policy',
    { schema: { ...documented, summary: 'Get what I charge for shipping (seller)' }, config, onRequest },
    (request) => readShippingPolicy(sql, request.member.memberId),
  )

  app.put(
    '/v1/seller/shipping-policy',
    {
      schema: {
        ...documented,
        summary: 'Set what I charge for shipping',
        description: 'Idempotent. Orders that are placed already keep their fee.',
        body: ShippingPolicy,
      },
      config,
      onRequest,
    },
    async (request) => {
      const seller = actorOf(request)
      await requireActiveRole(sql, seller.memberId, 'SELLER')
      await setShippingPolicy(sql, seller, request.body)
      return request.body
    },
  )
}
