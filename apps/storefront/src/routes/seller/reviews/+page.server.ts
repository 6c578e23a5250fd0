import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { searchOf } from '#lib/desk/list.server.ts'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const { cursor, state } = searchOf(event.url, ['cursor', 'state'])
  const isAll = state === 'all'
  const query = { ...(!isAll && { answered: 'false' as const }), ...(cursor && { cursor }) }
  const page = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/seller/reviews', { params: { query } })),
  )
  return { isAll, reviews: page.items, nextCursor: page.nextCursor, isFirst: cursor === undefined }
}

export const actions: Actions = {
  answer: async (event) => {
    requireRole(event, 'SELLER')
    const form = await event.request.formData()
    const id = Number(textOf(form, 'reviewId'))
    const text = textOf(form, 'text')
    const answered = await outcomeOf(
      event.locals.shop.PUT('/v1/seller/reviews/{id}/answer', { params: { path: { id } }, body: { text } }),
    )
    if (!answered.ok) return failWith(answered.problem, { id, text })
    redirect(303, `/seller/reviews${event.url.searchParams.get('state') === 'all' ? '?state=all' : ''}`)
  },
}
