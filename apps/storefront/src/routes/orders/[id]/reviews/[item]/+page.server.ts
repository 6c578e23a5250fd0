import { error, redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { reviewFrom } from '#lib/server/review-form.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { order, item, review } = await reviewedItem(event)
  const { id, productName, colorName, sizeMm, status } = item
  return { orderId: order.id, item: { id, productName, colorName, sizeMm, status }, review }
}

/** The item of the page, with its review if there is one. */
async function reviewedItem({ params, locals: { shop } }: RequestEvent) {
  const id = pathId(params.id)
  const itemId = pathId(params.item)
  const [order, written] = await Promise.all([
    outcomeOf(shop.GET('/v1/orders/{id}', { params: { path: { id } } })),
    outcomeOf(shop.GET('/v1/me/reviews', { params: { query: { order: id, limit: 100 } } })),
  ])
  const item = valueOrError(order).items.find((known) => known.id === itemId)
  if (!item) error(404, { status: 404, message: 'NOT_FOUND', code: 'NOT_FOUND' })
  const review = valueOrError(written).items.find((known) => known.itemId === itemId)
  return { order: valueOrError(order), item, review }
}

export const actions: Actions = {
  save: async (event) => {
    requireMember(event)
    const form = await event.request.formData()
    const body = reviewFrom(form)
    const { shop } = event.locals
    const { order, item, review } = await reviewedItem(event)
    const request = review
      ? shop.PUT('/v1/me/reviews/{id}', { params: { path: { id: review.id } }, body })
      : shop.POST('/v1/me/reviews', { body: { itemId: item.id, ...body } })
    const saved = await outcomeOf<unknown>(request)
    if (!saved.ok) return failWith(saved.problem, { act: 'save' as const, ...enteredIn(form) })
    redirect(303, `/orders/${order.id}`)
  },
  remove: async (event) => {
    requireMember(event)
    const { order, review } = await reviewedItem(event)
    if (review) {
      const params = { path: { id: review.id } }
      const removed = await outcomeOf(event.locals.shop.DELETE('/v1/me/reviews/{id}', { params }))
      if (!removed.ok) return failWith(removed.problem, { act: 'remove' as const })
    }
    redirect(303, `/orders/${order.id}`)
  },
}

const enteredIn = (form: FormData) => ({
  rating: textOf(form, 'rating'),
  text: textOf(form, 'text'),
  fit: textOf(form, 'fit'),
  footLengthMm: textOf(form, 'footLengthMm'),
  footWidth: textOf(form, 'footWidth'),
})
