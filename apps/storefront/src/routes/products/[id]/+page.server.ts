import { error } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { shop }, params }) => {
  const id = Number(params.id)
  if (!Number.isSafeInteger(id) || id < 1)
    error(404, { status: 404, message: 'NOT_FOUND', code: 'NOT_FOUND' })
  const product = await outcomeOf(shop.GET('/v1/products/{id}', { params: { path: { id } } }))
  return { product: valueOrError(product) }
}

export const actions: Actions = {
  /** Adds to what the cart has of this size. */
  default: async ({ request, locals: { shop } }) => {
    const form = await request.formData()
    const skuId = Number(textOf(form, 'skuId'))
    const quantity = Number(textOf(form, 'quantity') || '1')
    const cart = await outcomeOf(shop.GET('/v1/cart'))
    if (!cart.ok) return failWith(cart.problem, { skuId })
    const had = cart.value.items.find((item) => item.skuId === skuId)?.quantity ?? 0
    const set = await outcomeOf(
      shop.PUT('/v1/cart/items/{skuId}', {
        params: { path: { skuId } },
        body: { quantity: had + quantity },
      }),
    )
    if (!set.ok) return failWith(set.problem, { skuId })
    return { added: true }
  },
}
