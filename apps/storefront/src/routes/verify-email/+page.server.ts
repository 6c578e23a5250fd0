import { fail, redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { localPath } from '#lib/server/local-path.ts'
import { codeMissing, mailedCode } from '#lib/server/mailed-code.ts'
import { failWith } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { forgetAccess } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => ({
  email: locals.session.member?.email,
  isNew: url.searchParams.has('new'),
  isDone: url.searchParams.has('done'),
  isSent: url.searchParams.has('sent'),
  back: localPath(url.searchParams.get('back')),
})

export const actions: Actions = {
  verify: async ({ request, locals, cookies }) => {
    const token = mailedCode(await request.formData())
    if (!token) return fail(400, { problem: await codeMissing(locals.language), entered: {} })
    const verified = await outcomeOf(locals.shop.POST('/v1/auth/verify-email', { body: { token } }))
    if (!verified.ok) return failWith(verified.problem, {})
    forgetAccess(cookies)
    redirect(303, '/verify-email?done')
  },
  again: async (event) => {
    requireMember(event)
    const sent = await outcomeOf(event.locals.shop.POST('/v1/me/email/verification'))
    if (!sent.ok) return failWith(sent.problem, {})
    redirect(303, '/verify-email?sent')
  },
}
