import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { keepFollowed } from '#lib/server/followed.ts'
import { textOf } from '#lib/server/form.ts'
import { failWith } from '#lib/server/problems.ts'
import { requestContext } from '#lib/server/request-context.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { endSession } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
  const { email } = requireMember(event)
  return { email }
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const form = await event.request.formData()
    const confirm = form.has('confirm')
    const body = { password: textOf(form, 'password'), confirm }
    const left = await outcomeOf(event.locals.shop.POST('/v1/me/withdraw', { body }))
    if (!left.ok) return failWith(left.problem, { confirm })
    const context = requestContext(event)
    endSession(event.cookies, context)
    if (left.value) keepFollowed(event.cookies, left.value, context)
    redirect(303, '/left')
  },
}
