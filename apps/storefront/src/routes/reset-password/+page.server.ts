import { fail, redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { codeMissing, mailedCode } from '#lib/server/mailed-code.ts'
import { failWith } from '#lib/server/problems.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ url }) => ({ isDone: url.searchParams.has('done') })

export const actions: Actions = {
  ask: async ({ request, locals }) => {
    const email = textOf(await request.formData(), 'email')
    const asked = await outcomeOf(locals.shop.POST('/v1/auth/password-reset', { body: { email } }))
    if (!asked.ok) return failWith(asked.problem, { act: 'ask', email })
    return { asked: email }
  },
  set: async ({ request, locals }) => {
    const form = await request.formData()
    const code = textOf(form, 'code')
    const token = mailedCode(form)
    if (!token) {
      const problem = await codeMissing(locals.language)
      return fail(400, { problem, entered: { act: 'set', email: '', code } })
    }
    const body = { token, newPassword: textOf(form, 'newPassword') }
    const set = await outcomeOf(locals.shop.POST('/v1/auth/password-reset/confirm', { body }))
    if (!set.ok) return failWith(set.problem, { act: 'set', email: '', code })
    redirect(303, '/reset-password?done')
  },
}
