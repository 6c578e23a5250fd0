import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { setInCart } from '#lib/server/cart.ts'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals: { shop } }) => {
  const { items, amount, quantity } = valueOrError(await outcomeOf(shop.GET('/v1/cart')))
  return { items, amount, quantity }
}

export const actions: Actions = {
  change: async ({ request, locals: { shop } }) => {
    const form = await request.formData()
    const skuId = Number(textOf(form, 'skuId'))
    const quantity = Number(textOf(form, 'quantity'))
    const failed = await setInCart(shop, { skuId, quantity })
    if (failed) return failed
    redirect(303, '/cart')
  },
  remove: async ({ request, locals: { shop } }) => {
    const skuId = Number(textOf(await request.formData(), 'skuId'))
    const removed = await outcomeOf(shop.DELETE('/v1/cart/items/{skuId}', { params: { path: { skuId } } }))
    if (!removed.ok) return failWith(removed.problem, { skuId })
    redirect(303, '/cart')
  },
}
