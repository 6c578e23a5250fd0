import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { addressFrom } from '#lib/server/address-form.ts'
import { failWith } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
  requireMember(event)
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const body = addressFrom(await event.request.formData())
    const saved = await outcomeOf(event.locals.shop.POST('/v1/addresses', { body }))
    if (!saved.ok) return failWith(saved.problem, body)
    redirect(303, '/account/addresses')
  },
}
