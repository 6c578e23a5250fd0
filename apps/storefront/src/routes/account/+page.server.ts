import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { forgetAccess } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const me = valueOrError(await outcomeOf(event.locals.shop.GET('/v1/me')))
  return { me, isSaved: event.url.searchParams.has('saved') }
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const name = textOf(await event.request.formData(), 'name')
    const saved = await outcomeOf(event.locals.shop.PATCH('/v1/me', { body: { name } }))
    if (!saved.ok) return failWith(saved.problem, { name })
    forgetAccess(event.cookies)
    redirect(303, '/account?saved')
  },
}
