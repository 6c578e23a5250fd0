import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { textOf } from '#lib/server/form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { cursor, state: wanted } = searchOf(event.url, ['cursor', 'state'])
  const state = wanted === 'HIDDEN' ? ('HIDDEN' as const) : ('REPORTED' as const)
  const query = { state, ...(cursor && { cursor }) }
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/reviews', { params: { query } }))
  return { ...listed(event.url, found), state }
}

export const actions: Actions = {
  hide: (event) =>
    act(event, 'hide', {
      make: ({ form, of }) => {
        const body = { reason: textOf(form, 'reason') }
        const params = { path: { id: of } }
        return outcomeOf(event.locals.shop.POST('/v1/admin/reviews/{id}/hide', { params, body }))
      },
    }),
  show: (event) =>
    act(event, 'show', {
      make: ({ of }) =>
        outcomeOf(event.locals.shop.POST('/v1/admin/reviews/{id}/show', { params: { path: { id: of } } })),
    }),
}
