import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { isVerified } from '#lib/server/is-verified.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { type Resource, roomOf, takeTicket, ticketOf } from '#lib/server/waiting-pass.ts'
import type { Actions, PageServerLoad } from './$types'

const resourceOf = (id: string): Resource => ({ kind: 'product', id: pathId(id) })

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { shop } = event.locals
  const resource = resourceOf(event.params.id)
  const [product, cart, room] = await Promise.all([
    outcomeOf(shop.GET('/v1/products/{id}', { params: { path: { id: resource.id } } })),
    outcomeOf(shop.GET('/v1/cart')),
    roomOf(event, resource),
  ])
  const { id, name, brand, images } = valueOrError(product)
  return {
    product: { id, name, brand: brand.name, imageUrl: images[0] ?? null },
    isInCart: valueOrError(cart).items.some((item) => item.product.id === id),
    room,
    ticket: room ? await ticketOf(event, resource) : undefined,
    isBarred: room?.verifiedOnly === true && !(await isVerified(event)),
  }
}

export const actions: Actions = {
  default: async (event) => {
    requireMember(event)
    const resource = resourceOf(event.params.id)
    const ticket = await takeTicket(event, resource)
    if (!ticket.ok) return failWith(ticket.problem, {})
    redirect(303, `/drops/${resource.id}`)
  },
}
