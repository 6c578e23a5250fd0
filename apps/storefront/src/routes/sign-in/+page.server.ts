import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { deviceId, deviceOf } from '#lib/server/device.ts'
import { enter } from '#lib/server/enter.ts'
import { textOf } from '#lib/server/form.ts'
import { localPath } from '#lib/server/local-path.ts'
import { failWith } from '#lib/server/problems.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => {
  const back = localPath(url.searchParams.get('back'))
  if (locals.session.member) redirect(303, back)
  return { back }
}

export const actions: Actions = {
  default: async (event) => {
    const { request, cookies, locals, url } = event
    const form = await request.formData()
    const email = textOf(form, 'email')
    const password = textOf(form, 'password')
    const body = { email, password, deviceId: deviceId(event) }
    const outcome = await outcomeOf(
      locals.shop.POST('/v1/auth/sign-in', { body, headers: deviceOf(cookies) }),
    )
    if (!outcome.ok) return failWith(outcome.problem, { email })
    enter(event, outcome.value)
    redirect(303, localPath(url.searchParams.get('back')))
  },
}
