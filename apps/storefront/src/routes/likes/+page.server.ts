import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { cardOf } from '#lib/catalogue/card.ts'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const cursor = event.url.searchParams.get('cursor')
  const liked = await outcomeOf(
    event.locals.shop.GET('/v1/me/likes', { params: { query: { limit: 24, ...(cursor && { cursor }) } } }),
  )
  const { items, nextCursor } = valueOrError(liked)
  const products = items.map(({ state, ...product }) => ({
    ...cardOf({ ...product, soldOut: state === 'SOLD_OUT' }),
    isGone: state === 'GONE',
  }))
  return { products, nextCursor }
}

export const actions: Actions = {
  remove: async (event) => {
    requireMember(event)
    const id = Number(textOf(await event.request.formData(), 'productId'))
    const removed = await outcomeOf(
      event.locals.shop.DELETE('/v1/products/{id}/like', { params: { path: { id } } }),
    )
    if (!removed.ok) return failWith(removed.problem, { productId: id })
    redirect(303, '/likes')
  },
}
