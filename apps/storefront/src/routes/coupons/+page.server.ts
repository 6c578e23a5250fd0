import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { redirect } from '@sveltejs/kit'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { shop } = event.locals
  const cursor = event.url.searchParams.get('cursor')
  const [own, open] = await Promise.all([
    outcomeOf(shop.GET('/v1/coupons', { params: { query: { ...(cursor && { cursor }) } } })),
    outcomeOf(shop.GET('/v1/coupons/campaigns', { params: { query: { limit: 100 } } })),
  ])
  const { items, nextCursor } = valueOrError(own)
  return { coupons: items, nextCursor, campaigns: valueOrError(open).items, now: Date.now() }
}

export const actions: Actions = {
  claim: async (event) => {
    requireMember(event)
    const id = Number(textOf(await event.request.formData(), 'campaignId'))
    const issued = await outcomeOf(
      event.locals.shop.POST('/v1/coupons/campaigns/{id}/issue', { params: { path: { id } } }),
    )
    // There is a queue.
    if (!issued.ok && (issued.problem.code === 'PASS_NEEDED' || issued.problem.code === 'PASS_EARLY'))
      redirect(303, `/campaigns/${id}`)
    // Sent twice, it is one coupon.
    if (!issued.ok && issued.problem.code !== 'COUPON_ALREADY_ISSUED')
      return failWith(issued.problem, { campaignId: id })
    redirect(303, '/coupons')
  },
}
