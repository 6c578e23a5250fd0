import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith } from '#lib/server/problems.ts'
import { requestContext } from '#lib/server/request-context.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { beginSession } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
  const { email } = requireMember(event)
  return { email, isDone: event.url.searchParams.has('done') }
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const form = await event.request.formData()
    const body = { password: textOf(form, 'password'), newPassword: textOf(form, 'newPassword') }
    const changed = await outcomeOf(event.locals.shop.POST('/v1/auth/password', { body }))
    if (!changed.ok) return failWith(changed.problem, {})
    beginSession(event.cookies, changed.value, requestContext(event))
    redirect(303, '/account/password?done')
  },
}
