import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => ({ email: requireMember(event).email })

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const form = await event.request.formData()
    const email = textOf(form, 'email')
    const body = { email, password: textOf(form, 'password') }
    const asked = await outcomeOf(event.locals.shop.POST('/v1/me/email', { body }))
    if (!asked.ok) return failWith(asked.problem, { email })
    return { sentTo: email }
  },
}
