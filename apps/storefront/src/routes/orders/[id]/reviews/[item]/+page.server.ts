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
  const { shop } = event.locals
  const id = pathId(event.params.id)
  const itemId = pathId(event.params.item)
  const [found, reviews] = await Promise.all([
    outcomeOf(shop.GET('/v1/orders/{id}', { params: { path: { id } } })),
    reviewsOf(event),
  ])
  const order = valueOrError(found)
  const item = order.items.find((known) => known.id === itemId)
  if (!item) error(404, { status: 404, message: 'NOT_FOUND', code: 'NOT_FOUND' })
  const { items, reviewable } = valueOrError(reviews)
  const { productName, colorName, sizeMm, status } = item
  return {
    orderId: order.id,
    item: { productName, colorName, sizeMm },
    review: items.find((known) => known.itemId === itemId),
    isReviewable: reviewable?.includes(itemId) === true,
    isConfirmed: status === 'CONFIRMED',
  }
}

/** What the member has written of the order, and may write. */
const reviewsOf = ({ params, locals: { shop } }: RequestEvent) =>
  outcomeOf(shop.GET('/v1/me/reviews', { params: { query: { order: pathId(params.id), limit: 100 } } }))

export const actions: Actions = {
  save: async (event) => {
    requireMember(event)
    const form = await event.request.formData()
    const body = reviewFrom(form)
    const { shop } = event.locals
    const itemId = pathId(event.params.item)
    const edit = (id: number) =>
      outcomeOf<unknown>(shop.PUT('/v1/me/reviews/{id}', { params: { path: { id } }, body }))
    const written = Number(textOf(form, 'review'))
    let saved = written
      ? await edit(written)
      : await outcomeOf<unknown>(shop.POST('/v1/me/reviews', { body: { itemId, ...body } }))
    if (!saved.ok && saved.problem.code === 'REVIEW_EXISTS') {
      // The form was sent twice, or from two tabs: the later one replaces what the earlier one said.
      const reviews = await reviewsOf(event)
      const review = reviews.ok && reviews.value.items.find((known) => known.itemId === itemId)
      if (review) saved = await edit(review.id)
    }
    if (!saved.ok) return failWith(saved.problem, { act: 'save' as const, ...enteredIn(form) })
    redirect(303, `/orders/${pathId(event.params.id)}`)
  },
  remove: async (event) => {
    requireMember(event)
    const params = { path: { id: Number(textOf(await event.request.formData(), 'review')) } }
    const removed = await outcomeOf(event.locals.shop.DELETE('/v1/me/reviews/{id}', { params }))
    if (!removed.ok) return failWith(removed.problem, { act: 'remove' as const })
    redirect(303, `/orders/${pathId(event.params.id)}`)
  },
}

const enteredIn = (form: FormData) => ({
  rating: textOf(form, 'rating'),
  text: textOf(form, 'text'),
  fit: textOf(form, 'fit'),
  footLengthMm: textOf(form, 'footLengthMm'),
  footWidth: textOf(form, 'footWidth'),
})
