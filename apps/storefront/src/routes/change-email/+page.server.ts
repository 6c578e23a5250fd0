import { fail, redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { codeMissing, mailedCode } from '#lib/server/mailed-code.ts'
import { failWith } from '#lib/server/problems.ts'
import { forgetAccess } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ url }) => ({ isDone: url.searchParams.has('done') })

export const actions: Actions = {
  default: async ({ request, locals, cookies }) => {
    const token = mailedCode(await request.formData())
    if (!token) return fail(400, { problem: await codeMissing(locals.language), entered: {} })
    const changed = await outcomeOf(locals.shop.POST('/v1/auth/change-email', { body: { token } }))
    if (!changed.ok) return failWith(changed.problem, {})
    forgetAccess(cookies)
    redirect(303, '/change-email?done')
  },
}
