import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requestContext } from '#lib/server/request-context.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { endSession } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { items } = valueOrError(await outcomeOf(event.locals.shop.GET('/v1/auth/sessions')))
  return { sessions: items }
}

export const actions: Actions = {
  end: async (event) => {
    requireMember(event)
    const id = textOf(await event.request.formData(), 'id')
    const ended = await outcomeOf(
      event.locals.shop.DELETE('/v1/auth/sessions/{id}', { params: { path: { id } } }),
    )
    // It may have ended by itself, or by the first of two clicks.
    if (!ended.ok && ended.problem.code !== 'SESSION_NOT_FOUND') return failWith(ended.problem, {})
    redirect(303, '/account/sessions')
  },
  endAll: async (event) => {
    requireMember(event)
    const ended = await outcomeOf(event.locals.shop.POST('/v1/auth/sign-out-everywhere', { body: {} }))
    if (!ended.ok) return failWith(ended.problem, {})
    endSession(event.cookies, requestContext(event))
    redirect(303, '/sign-in')
  },
}
