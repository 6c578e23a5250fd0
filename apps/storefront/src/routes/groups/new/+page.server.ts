import { randomUUID } from 'node:crypto'
import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { groupFrom } from '#lib/server/group-form.ts'
import { failWith } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

/** The id of the group that the form creates: sent twice, it is one group. */
export const load: PageServerLoad = (event) => {
  requireMember(event)
  return { groupId: randomUUID() }
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const form = await event.request.formData()
    const entered = groupFrom(form)
    const body = { ...entered, clientGroupId: textOf(form, 'groupId') }
    const created = await outcomeOf(event.locals.chat.POST('/v1/groups', { body }))
    if (!created.ok) return failWith(created.problem, entered)
    redirect(303, `/groups/${created.value.id}`)
  },
}
