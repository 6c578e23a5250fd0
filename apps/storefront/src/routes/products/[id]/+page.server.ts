import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { cardOf } from '#lib/catalogue/card.ts'
import { setInCart } from '#lib/server/cart.ts'
import { textOf } from '#lib/server/form.ts'
import { optionalItems } from '#lib/server/optional-items.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { footOf, reportReason, reviewQuery } from '#lib/server/review-query.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { shop, session } = locals
  const path = { id: pathId(params.id) }
  const query = reviewQuery(url)
  const foot = footOf(url)
  const [product, like, places, reviews, advice, similar, together] = await Promise.all([
    outcomeOf(shop.GET('/v1/products/{id}', { params: { path } })),
    session.member ? outcomeOf(shop.GET('/v1/products/{id}/like', { params: { path } })) : undefined,
    session.member
      ? outcomeOf(
          shop.GET('/v1/restock-places', { params: { query: { product: path.id, open: true, limit: 100 } } }),
        )
      : undefined,
    outcomeOf(shop.GET('/v1/products/{id}/reviews', { params: { path, query } })),
    foot === undefined
      ? undefined
      : outcomeOf(shop.GET('/v1/products/{id}/fit', { params: { path, query: { footLengthMm: foot } } })),
    optionalItems((signal) => shop.GET('/v1/products/{id}/similar', { params: { path }, signal })),
    optionalItems((signal) => shop.GET('/v1/products/{id}/together', { params: { path }, signal })),
  ])
  return {
    product: valueOrError(product),
    isLiked: like?.ok === true && like.value.isLiked,
    places: places?.ok ? places.value.items : [],
    // A product is sold without its reviews, too.
    reviews: {
      ...(reviews.ok ? reviews.value : { items: [], nextCursor: null }),
      sort: query.sort,
      isFirst: query.cursor === undefined,
    },
    advice:
      foot === undefined ? undefined : { footLengthMm: foot, found: advice?.ok ? advice.value : undefined },
    together: together.map(cardOf),
    similar: similar.map(cardOf),
    isReported: url.searchParams.has('reported'),
  }
}

export const actions: Actions = {
  /** Adds to what the cart has of this size. */
  add: async ({ request, locals: { shop } }) => {
    const form = await request.formData()
    const skuId = Number(textOf(form, 'skuId'))
    const quantity = Number(textOf(form, 'quantity') || '1')
    const cart = await outcomeOf(shop.GET('/v1/cart'))
    if (!cart.ok) return failWith(cart.problem, { skuId })
    const had = cart.value.items.find((item) => item.skuId === skuId)?.quantity ?? 0
    return (await setInCart(shop, { skuId, quantity: had + quantity })) ?? { added: true }
  },
  /** Likes the product or not, as the button said: sent twice it is the same. */
  like: (event) =>
    act(event, '', ({ form, shop }) => {
      const params = { path: { id: pathId(event.params.id) } }
      return isWanted(form)
        ? shop.PUT('/v1/products/{id}/like', { params })
        : shop.DELETE('/v1/products/{id}/like', { params })
    }),
  /** Joins the restock line of a size, or leaves it. */
  wait: (event) =>
    act(event, '#restock', ({ form, shop }) => {
      const params = { path: { skuId: Number(textOf(form, 'skuId')) } }
      return isWanted(form)
        ? shop.PUT('/v1/skus/{skuId}/restock-place', { params })
        : shop.DELETE('/v1/skus/{skuId}/restock-place', { params })
    }),
  /** Puts the pair that is held into the cart, and shows that. */
  take: async (event) => {
    requireMember(event)
    const skuId = Number(textOf(await event.request.formData(), 'skuId'))
    const failed = await setInCart(event.locals.shop, { skuId, quantity: 1 })
    if (failed) return failed
    redirect(303, '/cart')
  },
  /** Marks a review as helpful or not, as the button said. */
  helpful: (event) =>
    act(event, '#reviews', ({ form, shop }) => {
      const params = { path: { id: Number(textOf(form, 'reviewId')) } }
      return isWanted(form)
        ? shop.PUT('/v1/reviews/{id}/helpful', { params })
        : shop.DELETE('/v1/reviews/{id}/helpful', { params })
    }),
  report: (event) =>
    act(event, '?reported#reviews', ({ form, shop }) => {
      const params = { path: { id: Number(textOf(form, 'reviewId')) } }
      const body = { reason: reportReason(textOf(form, 'reason')), note: textOf(form, 'note') }
      return shop.PUT('/v1/reviews/{id}/report', { params, body })
    }),
  /** Opens an inquiry with the seller, or finds the open one, and goes to its conversation. */
  ask: async (event) => {
    requireMember(event)
    const body = { productId: pathId(event.params.id) }
    const opened = await outcomeOf(event.locals.chat.POST('/v1/inquiries', { body }))
    if (!opened.ok) return failWith(opened.problem, { skuId: undefined })
    redirect(303, `/messages/${opened.value.id}`)
  },
}

const isWanted = (form: FormData) => textOf(form, 'wanted') === 'yes'

/** What a member does on this page; it leads back to the page, to the place `back`. */
async function act(
  event: RequestEvent,
  back: string,
  make: (of: { form: FormData; shop: App.Locals['shop'] }) => Parameters<typeof outcomeOf<unknown>>[0],
) {
  requireMember(event)
  const made = await outcomeOf<unknown>(
    make({ form: await event.request.formData(), shop: event.locals.shop }),
  )
  if (!made.ok) return failWith(made.problem, { skuId: undefined })
  redirect(303, `/products/${pathId(event.params.id)}${back}`)
}
