import { randomUUID } from 'node:crypto'
import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { readCouriers } from '#lib/server/categories.ts'
import { changeKey, keyAfter, makeOnce } from '#lib/server/change-key.ts'
import { idsOf, textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const { shop } = event.locals
  const id = pathId(event.params.id)
  const [order, couriers] = await Promise.all([
    outcomeOf(shop.GET('/v1/seller/orders/{id}', { params: { path: { id } } })),
    readCouriers(shop),
  ])
  return {
    order: valueOrError(order),
    couriers: couriers.map(({ code }) => code),
    key: randomUUID(),
    now: Date.now(),
  }
}

export const actions: Actions = {
  ship: (event) =>
    change(event, 'ship', ({ id, form }) => {
      const params = { path: { id }, header: changeKey(form) }
      const body = { ...parcelIn(form), itemIds: idsOf(form, 'itemIds') }
      return outcomeOf(event.locals.shop.POST('/v1/seller/orders/{id}/ship', { params, body }))
    }),
  correct: (event) =>
    change(event, 'correct', ({ form }) => {
      const params = { path: { id: Number(textOf(form, 'shipmentId')) } }
      return outcomeOf(event.locals.shop.PATCH('/v1/seller/shipments/{id}', { params, body: parcelIn(form) }))
    }),
  deliver: (event) =>
    change(event, 'deliver', ({ form }) => {
      const params = { path: { id: Number(textOf(form, 'shipmentId')) } }
      const deliveredAt = textOf(form, 'deliveredAt')
      const body = deliveredAt ? { deliveredAt: koreanInstant(deliveredAt) } : {}
      return outcomeOf(event.locals.shop.POST('/v1/seller/shipments/{id}/deliver', { params, body }))
    }),
  cancel: (event) =>
    change(event, 'cancel', ({ id, form }) => {
      const params = { path: { id }, header: changeKey(form) }
      const body = {
        items: idsOf(form, 'itemIds').map((itemId) => ({ itemId })),
        reason: textOf(form, 'reason'),
        restock: form.has('restock'),
      }
      return outcomeOf(event.locals.shop.POST('/v1/seller/orders/{id}/items/cancel', { params, body }))
    }),
}

async function change(
  event: RequestEvent & { params: { id: string } },
  act: 'ship' | 'correct' | 'deliver' | 'cancel',
  make: (of: { id: number; form: FormData }) => Promise<Outcome<unknown>>,
) {
  requireRole(event, 'SELLER')
  const id = pathId(event.params.id)
  const form = await event.request.formData()
  const made = await makeOnce(() => make({ id, form }))
  if (made.ok) redirect(303, `/seller/orders/${id}`)
  return failWith(made.problem, {
    act,
    key: keyAfter(made.problem, textOf(form, 'key')),
    shipmentId: Number(textOf(form, 'shipmentId')),
    itemIds: idsOf(form, 'itemIds'),
    courier: textOf(form, 'courier'),
    trackingNumber: textOf(form, 'trackingNumber'),
    deliveredAt: textOf(form, 'deliveredAt'),
    reason: textOf(form, 'reason'),
    restock: form.has('restock'),
  })
}

const parcelIn = (form: FormData) => ({
  courier: textOf(form, 'courier') as CommerceSchemas['Courier'],
  trackingNumber: textOf(form, 'trackingNumber'),
})
