import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { sendBanner } from './banner-form.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { cursor, state: wanted } = searchOf(event.url, ['cursor', 'state'])
  const state = wanted === 'ENDED' ? ('ENDED' as const) : ('OPEN' as const)
  const query = { state, ...(cursor && { cursor }) }
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/banners', { params: { query } }))
  return { ...listed(event.url, found), state, now: Date.now() }
}

export const actions: Actions = {
  create: (event) =>
    act(event, 'create', {
      make: ({ form }) =>
        sendBanner(event.locals.shop, form, (body) =>
          outcomeOf(event.locals.shop.POST('/v1/admin/banners', { body })),
        ),
    }),
  change: (event) =>
    act(event, 'change', {
      make: ({ form, of }) =>
        sendBanner(event.locals.shop, form, (body) =>
          outcomeOf(event.locals.shop.PUT('/v1/admin/banners/{id}', { params: { path: { id: of } }, body })),
        ),
    }),
  end: (event) =>
    act(event, 'end', {
      make: ({ of }) =>
        outcomeOf(event.locals.shop.POST('/v1/admin/banners/{id}/end', { params: { path: { id: of } } })),
    }),
}
