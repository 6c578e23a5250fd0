import { fail, redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { deviceId, deviceOf } from '#lib/server/device.ts'
import { enter } from '#lib/server/enter.ts'
import { textOf } from '#lib/server/form.ts'
import { localPath } from '#lib/server/local-path.ts'
import { versionOf } from '#lib/server/policy.ts'
import { failWith } from '#lib/server/problems.ts'
import { accountText } from '#lib/text/load.ts'
import type { ShownProblem } from '#lib/text/problem.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => {
  const back = localPath(url.searchParams.get('back'))
  if (locals.session.member) redirect(303, back)
  return { back }
}

const consents = ['terms', 'privacy', 'age']

export const actions: Actions = {
  default: async (event) => {
    const { request, cookies, locals, url } = event
    const form = await request.formData()
    const entered = {
      email: textOf(form, 'email'),
      name: textOf(form, 'name'),
      consents: consents.filter((consent) => form.has(consent)),
    }
    if (entered.consents.length < consents.length) {
      const { consentNeeded } = (await accountText(locals.language)).signUp
      const problem: ShownProblem = { code: 'CONSENT_NEEDED', message: consentNeeded, fields: {} }
      return fail(400, { problem, entered })
    }
    const { email, name } = entered
    const [terms, privacy] = await Promise.all([
      versionOf('terms', locals.language),
      versionOf('privacy', locals.language),
    ])
    const body = {
      email,
      name,
      password: textOf(form, 'password'),
      deviceId: deviceId(event),
      consents: [
        { document: 'TERMS' as const, version: terms },
        { document: 'PRIVACY' as const, version: privacy },
      ],
    }
    const outcome = await outcomeOf(
      locals.shop.POST('/v1/auth/sign-up', { body, headers: deviceOf(cookies) }),
    )
    if (!outcome.ok) return failWith(outcome.problem, entered)
    enter(event, outcome.value)
    const back = localPath(url.searchParams.get('back'))
    redirect(303, `/verify-email?${new URLSearchParams({ new: '', back })}`)
  },
}
