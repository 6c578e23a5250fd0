import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { campaignOf } from './campaign-form.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const query = searchOf(event.url, ['cursor'])
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/coupon-campaigns', { params: { query } }))
  return { ...listed(event.url, found), now: Date.now() }
}

export const actions: Actions = {
  create: (event) =>
    act(event, 'create', {
      make: ({ form }) =>
        outcomeOf(event.locals.shop.POST('/v1/admin/coupon-campaigns', { body: campaignOf(form) })),
      to: ({ id }) => `/admin/campaigns/${id}?done=create`,
    }),
}
