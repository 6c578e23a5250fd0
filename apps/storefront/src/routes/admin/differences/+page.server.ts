import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { textOf } from '#lib/server/form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { cursor, resolved: wanted } = searchOf(event.url, ['cursor', 'resolved'])
  const resolved = wanted === 'true' ? 'true' : 'false'
  const query = { resolved, ...(cursor && { cursor }) } as const
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/payment-differences', { params: { query } }))
  return { resolved, ...listed(event.url, found) }
}

export const actions: Actions = {
  resolve: (event) =>
    act(event, 'resolve', {
      make: ({ form, of }) =>
        outcomeOf(
          event.locals.shop.PUT('/v1/admin/payment-differences/{id}/resolution', {
            params: { path: { id: of } },
            body: { note: textOf(form, 'note') },
          }),
        ),
    }),
}
