import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { textOf } from '#lib/server/form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

const SHOWN = 50

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { cursor } = searchOf(event.url, ['cursor'])
  const query = { limit: SHOWN, ...(cursor && { cursor }) }
  return listed(event.url, await outcomeOf(event.locals.shop.GET('/v1/admin/brands', { params: { query } })))
}

export const actions: Actions = {
  create: (event) =>
    act(event, 'create', {
      make: ({ form }) =>
        outcomeOf(event.locals.shop.POST('/v1/admin/brands', { body: { name: textOf(form, 'name') } })),
    }),
  change: (event) =>
    act(event, 'change', {
      make: ({ form, of }) =>
        outcomeOf(
          event.locals.shop.PATCH('/v1/admin/brands/{id}', {
            params: { path: { id: of } },
            body: {
              name: textOf(form, 'name'),
              isHidden: form.has('isHidden'),
              aliases: textOf(form, 'aliases')
                .split(',')
                .map((alias) => alias.trim())
                .filter(Boolean),
            },
          }),
        ),
    }),
}
