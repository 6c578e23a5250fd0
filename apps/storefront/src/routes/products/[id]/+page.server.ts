import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { roomOf } from '#lib/server/waiting-pass.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const id = pathId(params.id)
  const [product, drop] = await Promise.all([
    outcomeOf(locals.shop.GET('/v1/products/{id}', { params: { path: { id } } })),
    // Waiting rooms are for members.
    locals.session.member ? roomOf({ locals }, { kind: 'product', id }) : undefined,
  ])
  return { product: valueOrError(product), drop }
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
    const set = await outcomeOf(
      shop.PUT('/v1/cart/items/{skuId}', {
        params: { path: { skuId } },
        body: { quantity: had + quantity },
      }),
    )
    if (!set.ok) return failWith(set.problem, { skuId })
    return { added: true }
  },
  /** Opens an inquiry with the seller, or finds the open one, and goes to its conversation. */
  ask: async (event) => {
    requireMember(event)
    const body = { productId: pathId(event.params.id) }
    const opened = await outcomeOf(event.locals.chat.POST('/v1/inquiries', { body }))
    if (!opened.ok) return failWith(opened.problem, { skuId: undefined })
    redirect(303, `/messages/${opened.value.id}`)
  },
}
