import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { addressFrom } from '#lib/server/address-form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const path = { id: pathId(event.params.id) }
  const found = await outcomeOf(event.locals.shop.GET('/v1/addresses/{id}', { params: { path } }))
  return { address: valueOrError(found) }
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const path = { id: pathId(event.params.id) }
    const body = addressFrom(await event.request.formData())
    const saved = await outcomeOf(event.locals.shop.PUT('/v1/addresses/{id}', { params: { path }, body }))
    if (!saved.ok) return failWith(saved.problem, body)
    redirect(303, '/account/addresses')
  },
}
