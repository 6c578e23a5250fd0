import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import type { RequestEvent } from '@sveltejs/kit'
import { act } from '#lib/desk/acts/act.server.ts'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { businessFields } from './business-fields.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const own = requireRole(event, 'ADMIN')
  const path = { id: pathId(event.params.id) }
  const { shop } = event.locals
  const found = valueOrError(await outcomeOf(shop.GET('/v1/admin/members/{id}', { params: { path } })))
  const business =
    found.role === 'SELLER'
      ? await outcomeOf(shop.GET('/v1/admin/members/{id}/business', { params: { path } }))
      : undefined
  return { found, business: business?.ok ? business.value : undefined, isOwn: own.id === path.id }
}

const paramsOf = (event: RequestEvent & { params: { id: string } }) => ({
  path: { id: pathId(event.params.id) },
})

export const actions: Actions = {
  role: (event) =>
    act(event, 'role', {
      make: ({ form }) => {
        const role = textOf(form, 'role') as CommerceSchemas['Member']['role']
        const { shop } = event.locals
        return outcomeOf(
          shop.POST('/v1/admin/members/{id}/role', { params: paramsOf(event), body: { role } }),
        )
      },
    }),
  business: (event) =>
    act(event, 'business', {
      make: ({ form }) => {
        const said = (name: (typeof businessFields)[number]) => textOf(form, name).trim()
        const body = {
          companyName: said('companyName'),
          representative: said('representative'),
          address: said('address'),
          phone: said('phone'),
          email: said('email'),
          registrationNumber: said('registrationNumber'),
          mailOrderNumber: said('mailOrderNumber') || null,
        }
        const { shop } = event.locals
        return outcomeOf(shop.PUT('/v1/admin/members/{id}/business', { params: paramsOf(event), body }))
      },
    }),
  suspend: (event) =>
    act(event, 'suspend', {
      make: ({ form }) => {
        const body = { reason: textOf(form, 'reason') }
        const { shop } = event.locals
        return outcomeOf(shop.POST('/v1/admin/members/{id}/suspend', { params: paramsOf(event), body }))
      },
    }),
  reinstate: (event) =>
    act(event, 'reinstate', {
      make: () =>
        outcomeOf(event.locals.shop.POST('/v1/admin/members/{id}/reinstate', { params: paramsOf(event) })),
    }),
}
