import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { textOf } from '#lib/server/form.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { items } = valueOrError(await outcomeOf(event.locals.shop.GET('/v1/categories')))
  const childrenOf = (id: number | null) => items.filter(({ parentId }) => parentId === id)
  return { roots: childrenOf(null).map((root) => ({ ...root, leaves: childrenOf(root.id) })) }
}

const positionIn = (form: FormData) => {
  const position = textOf(form, 'position')
  return position ? { position: Number(position) } : {}
}

export const actions: Actions = {
  create: (event) =>
    act(event, 'create', {
      make: ({ form }) => {
        const parentId = Number(textOf(form, 'parentId')) || null
        const body = { name: textOf(form, 'name'), parentId, ...positionIn(form) }
        return outcomeOf(event.locals.shop.POST('/v1/admin/categories', { body }))
      },
    }),
  change: (event) =>
    act(event, 'change', {
      make: ({ form, of }) => {
        const parentId = Number(textOf(form, 'parentId'))
        const body = { name: textOf(form, 'name'), ...(parentId && { parentId }), ...positionIn(form) }
        const params = { path: { id: of } }
        return outcomeOf(event.locals.shop.PATCH('/v1/admin/categories/{id}', { params, body }))
      },
    }),
  remove: (event) =>
    act(event, 'remove', {
      make: ({ of }) =>
        outcomeOf(event.locals.shop.DELETE('/v1/admin/categories/{id}', { params: { path: { id: of } } })),
    }),
}
