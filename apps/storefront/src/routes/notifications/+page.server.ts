import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { role } = requireMember(event)
  event.depends('site:notifications')
  const cursor = event.url.searchParams.get('cursor')
  const query = { limit: 30, ...(cursor && { cursor }) }
  const { items, nextCursor, unread } = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/notifications', { params: { query } })),
  )
  return { items, nextCursor, unread, role, isFirstPage: cursor === null }
}

export const actions: Actions = {
  read: async (event) => {
    requireMember(event)
    const id = Number(textOf(await event.request.formData(), 'id'))
    const read = await outcomeOf(
      event.locals.shop.PUT('/v1/notifications/{id}/read', { params: { path: { id } } }),
    )
    if (!read.ok) return failWith(read.problem, {})
    redirect(303, '/notifications')
  },
  readAll: async (event) => {
    requireMember(event)
    const upTo = Number(textOf(await event.request.formData(), 'upTo'))
    const read = await outcomeOf(event.locals.shop.PUT('/v1/notifications/read', { body: { upTo } }))
    if (!read.ok) return failWith(read.problem, {})
    redirect(303, '/notifications')
  },
}
